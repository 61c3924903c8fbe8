import { firstBlock, type LaneName, laneKey } from './keys.ts'
import { overdue, shrunk, without } from './lanes.ts'
import type { Tools } from './tools.ts'

/**
 * After a look that found every lane empty: closes half of the lanes when the crowd has gone, and forgets closed ones
 * into which nobody can put any more, once nothing lies in them. Reads and writes nothing while there is nothing to do.
 */
export async function tidyLanes(tools: Tools, scope: string): Promise<void> {
  const { book, wall } = tools
  const lanes = book.known(scope)
  if (shrunk(lanes, wall.nowMs()) !== undefined) await book.change(scope, shrunk)
  const old = overdue(lanes, wall.nowMs())
  if (old.length === 0) return
  const areClear = await Promise.all(old.map(lane => isClear(tools, scope, lane)))
  const gone = old.filter((_, at) => areClear[at])
  // Whoever put into one of them since it was seen clear has changed the record first.
  if (gone.length > 0) await book.change(scope, now => (now.version === lanes.version ? without(now, gone) : undefined))
}

/** Not a block in the lane, not even one that is due in years. */
async function isClear({ send, tables }: Tools, scope: string, lane: LaneName): Promise<boolean> {
  const { Items } = await send.read('Query', {
    TableName: tables.messages,
    KeyConditionExpression: 'p = :p AND s >= :first',
    ExpressionAttributeValues: {
      ':p': { S: laneKey(scope, lane) },
      ':first': { S: firstBlock },
    },
    ConsistentRead: true,
    Limit: 1,
  })
  return Items?.length === 0
}
