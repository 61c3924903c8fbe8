import type { Attribute, Attributes } from '../../domain/envelope.ts'
import type { Message } from '../../domain/message.ts'
import { failedIn } from '../../domain/origin.ts'
import { innerOwner } from '../../domain/topic.ts'
import { messageIdOf } from './messageId.ts'
import { systemProperty } from './properties.ts'
import { arnOf, type Place } from './site.ts'

/**
 * What a dead letter says of where it failed, as system properties (reference, 4.1, which has only the names); nothing for any other message.
 * The queue is the one that it failed in first since it was last put back; of a copy that could not be delivered it is the subscription,
 * and the id that of the published message.
 */
export function deadLetterProperties({ id, envelope }: Message, place: Place): Attributes {
  const queue = failedIn(envelope)
  if (queue === undefined) return {}
  const owner = innerOwner(queue)
  const source =
    owner === undefined ? `queues/${queue}` : `topics/${owner.topic}/subscriptions/${owner.subscription ?? ''}`
  const originId = owner === undefined ? id : (envelope.topic?.messageId ?? id)
  return { DLQSourceArn: said(arnOf(place, source)), DLQOriginMessageId: said(messageIdOf(originId)) }
}

const said = (value: string): Attribute => systemProperty({ type: 'string', value })
