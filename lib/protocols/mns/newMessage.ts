import { hash } from 'node:crypto'
import type { NewMessage } from '../../domain/newMessage.ts'
import type { TraceHeaders } from '../../domain/trace.ts'
import { numberOf, textOf, wordOf } from './document.ts'
import { againstSchema, MnsError } from './errors.ts'
import { limits } from './limits.ts'
import { readProperties } from './properties.ts'
import { takeTrace } from './trace.ts'
import type { Element } from './xml/element.ts'

/** Of a body as it is transmitted. */
export const md5 = (body: string | Uint8Array): string => hash('md5', body).toUpperCase()

const groupPattern = new RegExp(`^[\\x21-\\x7e]{1,${limits.groupIdMax}}$`)

/** A message that is to be published (`headers`: of its request), or InvalidArgument for what is wrong with it whatever the queue may say. */
export function readMessage(message: Element, headers: TraceHeaders): NewMessage {
  const body = textOf(message, 'MessageBody')
  if (body === undefined) throw againstSchema('MessageBody')
  return {
    body: Buffer.from(body),
    kind: 'text',
    ...takeTrace(readProperties(message), headers),
    delaySeconds: numberOf(message, 'DelaySeconds', 0, limits.delaySecondsMax, 'seconds'),
    priority: numberOf(message, 'Priority', 1, limits.priorityMax),
    groupId: groupOf(message),
  }
}

function groupOf(message: Element): string | undefined {
  const group = wordOf(message, 'MessageGroupId')
  if (group === undefined || groupPattern.test(group)) return group
  throw new MnsError('InvalidArgument', 'MessageGroupId has to be 1 to 128 ASCII characters without blanks.')
}
