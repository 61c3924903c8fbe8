import type { Queue, QueueNotes } from '../domain/queue.ts'

/** Notes to be taken over; null takes one away. Of `wordings`, those of the protocols named are replaced. */
export type NotesWish = { [Name in keyof QueueNotes]?: QueueNotes[Name] | null }

/** The part of a queue that holds its notes, once the wish is granted; no part where there is nothing to note. */
export function notesPart(notes: QueueNotes | undefined, wish: NotesWish | undefined): Pick<Queue, 'notes'> {
  const { wordings, ...plain } = wish ?? {}
  const merged = wordings ? { ...notes?.wordings, ...wordings } : wordings
  const whole = { ...notes, ...plain, ...(merged !== undefined && { wordings: merged }) }
  const given = Object.entries(whole).filter(([, value]) => value !== null && value !== undefined)
  return given.length === 0 ? { notes: undefined } : { notes: Object.fromEntries(given) as QueueNotes }
}
