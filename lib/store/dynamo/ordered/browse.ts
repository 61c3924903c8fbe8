import { stateOf } from '../../../domain/message.ts'
import type { QueueRef } from '../../../domain/queue.ts'
import type { BrowseOrder, MessagePage } from '../../store.ts'
import { scopeOf } from '../keys.ts'
import type { Tools } from '../tools.ts'
import { toMessage } from './lease.ts'
import type { Line, Standing } from './line.ts'
import { envelopesOfAll } from './runBody.ts'
import { allOf, cursorAt, readStep } from './walk.ts'

// So that a search for the few delayed among many ends in time.
const stepsMax = 10

type Spot = { line: Line; standing: Standing }

/** A page of messages in one state: group after group, each in order of its numbers. */
export async function browse(tools: Tools, queue: QueueRef, order: BrowseOrder): Promise<MessagePage> {
  const scope = scopeOf(queue)
  const nowMs = tools.clock.nowMs()
  const spots: Spot[] = []
  let cursor = order.cursor
  for (let steps = 0; steps < stepsMax; steps++) {
    const { lines, next } = await readStep(tools, scope, cursor)
    const found = lines.flatMap(line => allOf(line).map(standing => ({ line, standing })))
    spots.push(...found.filter(({ standing }) => stateOf(standing.delivery, nowMs) === order.state))
    cursor = next
    if (cursor === undefined || spots.length > order.limit) break
  }
  const shown = fitting(spots, order)
  const messages = await open(tools, shown)
  const left = spots[shown.length]
  if (left !== undefined) return { messages, cursor: cursorAt(left.line.group.hash, left.standing.number) }
  return cursor === undefined ? { messages } : { messages, cursor }
}

function fitting(spots: readonly Spot[], { limit, maxBytes }: BrowseOrder): Spot[] {
  let bytes = 0
  const end = spots.findIndex(({ standing }, at) => {
    bytes += standing.entry.head.bytes
    return at === limit || (at > 0 && bytes > maxBytes)
  })
  return end === -1 ? [...spots] : spots.slice(0, end)
}

async function open({ bodies }: Tools, spots: readonly Spot[]) {
  const envelopes = await envelopesOfAll(
    bodies,
    spots.map(({ standing }) => standing),
  )
  return spots.map(({ line, standing }) => toMessage(line.group.hash, standing, envelopes.get(standing)!))
}
