import type { Topic } from '../domain/topic.ts'
import { type NotesWish, notesPart } from './queueNotes.ts'

/** The part of a topic, or of a subscription, that holds its notes, once the wish is granted. */
export const topicNotes = (
  stands: Pick<Topic, 'notes'> | undefined,
  wish: Pick<NotesWish, 'tags' | 'wordings'> | undefined,
): Pick<Topic, 'notes'> => notesPart(stands?.notes, wish)
