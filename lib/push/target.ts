import { deliverToQueue, type Wish } from '../actions/deliverCopy.ts'
import type { Services } from '../actions/services.ts'
import type { Envelope } from '../domain/envelope.ts'
import type { Message } from '../domain/message.ts'
import type { Post, Posting } from './httpTarget.ts'
import type { Outcome } from './outcome.ts'
import type { PushSource } from './source.ts'

/** Delivers a message to where its source says. It bounds its own time, to less than `limits.pushLeaseSeconds`. */
export type Deliver = (services: Services, source: PushSource, message: Message) => Promise<Outcome>

/** Writes the request that carries a message of a topic to an HTTP endpoint, in the words of a protocol. */
export type WritePush = (services: Services, wish: Wish, envelope: Envelope, url: string) => Promise<Posting>

/** Delivers to each kind of endpoint in its way. */
export const makeDeliver =
  (post: Post, write: WritePush): Deliver =>
  async (services, { to }, { envelope }) => {
    const { endpoint } = to.subscription.settings
    if (endpoint.kind === 'http') return post(await write(services, to, envelope, endpoint.url))
    const [outcome] = await deliverToQueue(services, to, [envelope])
    return outcome!
  }
