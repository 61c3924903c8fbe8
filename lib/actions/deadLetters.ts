import { departed } from '../domain/deadLetter.ts'
import { isExhausted } from '../domain/deadLetterRule.ts'
import { toCandidate } from '../domain/judge.ts'
import { limits } from '../domain/limits.ts'
import type { Message } from '../domain/message.ts'
import { invalid } from '../domain/problem.ts'
import type { Queue, QueueSettings } from '../domain/queue.ts'
import type { Leased } from '../store/store.ts'
import { markExpiries, NotedAside } from './expiryMarks.ts'
import { findQueue } from './queueDocument.ts'
import type { Services } from './services.ts'
import type { SettingsChange } from './settingsWish.ts'
import { checkTarget } from './targetQueue.ts'
import { markWakes } from './wake.ts'

/** What its messages are judged by, and where those go that are moved aside. */
export type Rules = { settings: QueueSettings; aside?: NotedAside | undefined }

/**
 * While the dead-letter queue does not exist, messages are handed out as if there were no such rule: they stay until
 * somebody finishes them or they expire.
 */
export async function rulesOf(services: Services, queue: Queue): Promise<Rules> {
  const { deadLetter, ...settings } = queue.settings
  if (deadLetter === undefined) return { settings }
  const target = await findQueue(services, deadLetter.queue, limits.configSecondsMax * 1000)
  if (target === undefined) return { settings }
  const { clock } = services
  const envelopeOf: NotedAside['envelopeOf'] = (message, departure) =>
    departed(message, queue.name, departure, clock.nowMs())
  const onMoved = (messages: number): void => services.onMovedAside?.(queue.name, messages)
  return { settings: queue.settings, aside: new NotedAside({ to: target.queue, envelopeOf, onMoved }) }
}

/** Throws InvalidInput for a dead-letter queue that cannot be one. */
export async function checkDeadLetter(services: Services, name: string, { deadLetter }: SettingsChange): Promise<void> {
  if (deadLetter?.queue === undefined) return
  const path = ['deadLetter', 'queue']
  const { notes } = await checkTarget(services, name, deadLetter.queue, path)
  if (notes?.deadLetterSources?.includes(name) === false)
    throw invalid({ path, detail: 'takes no dead letters of this queue', got: deadLetter.queue })
}

/**
 * Remembers when what was moved expires, when the last attempts of messages end, and when what was leased may be pushed again,
 * so that nobody need poll again.
 */
export async function markLeases(
  services: Services,
  queue: Queue,
  { settings, aside }: Rules,
  leased: readonly Leased[],
): Promise<void> {
  const { deadLetter } = settings
  await markWakes(services, queue, visibleTimes(leased))
  if (aside === undefined || deadLetter === undefined) return
  await aside.markExpiries(services)
  const last = leased.filter(({ message: { envelope, delivery } }) =>
    isExhausted(toCandidate(envelope, delivery), deadLetter),
  )
  for (const ms of new Set(visibleTimes(last))) await services.store.markDue(queue, ms)
}

const visibleTimes = (leased: readonly Leased[]): number[] => leased.map(({ message }) => message.delivery.visibleAtMs)

/** The same for what is given back or held for so long: whether it was the last attempt is not known here. */
export async function markReturn(services: Services, queue: Queue, delaysMs: readonly number[]): Promise<void> {
  const { store, clock } = services
  const times = new Set(delaysMs.map(ms => clock.nowMs() + ms))
  await markWakes(services, queue, times)
  if (queue.settings.deadLetter === undefined) return
  for (const ms of times) await store.markDue(queue, ms)
}

/** The same for what is edited: it may expire sooner, have had all its attempts by now, or come at another time. */
export async function markEdited(services: Services, queue: Queue, { envelope, delivery }: Message): Promise<void> {
  await markExpiries(services, queue, [envelope])
  await markWakes(services, queue, [delivery.visibleAtMs])
  const { deadLetter } = queue.settings
  if (deadLetter === undefined || !isExhausted(toCandidate(envelope, delivery), deadLetter)) return
  await services.store.markDue(queue, Math.max(delivery.visibleAtMs, services.clock.nowMs()))
}
