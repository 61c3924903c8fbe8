import type { TransactWriteItem } from '@aws-sdk/client-dynamodb'
import type { QueueRef } from '../../../domain/queue.ts'
import { scopeOf } from '../keys.ts'
import type { Tools } from '../tools.ts'
import type { Line, Standing } from './line.ts'
import { newNonce } from './numbers.ts'
import { remove } from './remove.ts'
import { asAction, groupWrite, write } from './writeGroup.ts'

/** Puts messages elsewhere, in one transaction with the writes that take them from where they are. */
export type Moving = (taking: TransactWriteItem[]) => Promise<boolean>

// Of one group at a time: what a transaction takes, with room for what goes with them.
export const clearedMax = 16

/** Takes messages out of a group, and puts them elsewhere where that is asked for. False: somebody was faster. */
export async function clear(
  tools: Tools,
  queue: QueueRef,
  line: Line,
  gone: ReadonlySet<Standing>,
  moving?: Moving,
): Promise<boolean> {
  const version = newNonce(tools)
  const { after, rewrites } = await remove(tools, line, gone)
  const where = { table: tools.tables.messages, scope: scopeOf(queue), nowMs: tools.clock.nowMs() }
  const request = groupWrite(where, line.group, after, version)
  const taking = [asAction(request), ...rewrites]
  if (moving !== undefined) return moving(taking)
  if (rewrites.length === 0) return (await write(tools.send, request, version)).isDone
  return (await tools.send.call('TransactWriteItems', { TransactItems: taking })).kind === 'done'
}
