import type { Message } from '../../../domain/message.ts'
import type { QueueRef } from '../../../domain/queue.ts'
import type { Tools } from '../tools.ts'
import { toMessage } from './lease.ts'
import { locate } from './locate.ts'
import { envelopesOfAll } from './runBody.ts'

/** The message with this id. */
export async function find(tools: Tools, queue: QueueRef, id: string): Promise<Message | undefined> {
  const located = await locate(tools, queue, id)
  if (located === undefined) return undefined
  const { group, standing } = located
  const envelopes = await envelopesOfAll(tools.bodies, [standing])
  return toMessage(group.hash, standing, envelopes.get(standing)!)
}
