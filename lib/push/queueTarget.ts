import { forwardTo } from '../actions/forward.ts'
import type { DeliverTo } from './target.ts'

/** Puts messages into another queue of this installation. */
export const toQueue: DeliverTo<'queue'> = (services, target, { messages }) =>
  forwardTo(
    services,
    target.queue,
    messages.map(({ message }) => message),
  )
