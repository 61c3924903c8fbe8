import type { QueueRef } from '../../../domain/queue.ts'
import { scopeOf } from '../keys.ts'
import { readForwardText } from '../locate.ts'
import type { Tools } from '../tools.ts'
import { deliveryOfHeld, type Group, numberOf } from './group.ts'
import { idOf } from './lease.ts'
import type { Standing } from './line.ts'
import { type OrderedPlace, parseOrderedPlace } from './place.ts'
import { readGroup } from './readGroups.ts'
import { readRun, readRunOf } from './readRuns.ts'
import { deliveryIn } from './run.ts'

export type Located = { group: Group; standing: Standing }

/** The message with this id, where it stands now; undefined when it is done, or was never there. */
export async function locate(tools: Tools, queue: QueueRef, id: string): Promise<Located | undefined> {
  const scope = scopeOf(queue)
  const place = parseOrderedPlace(id)
  if (place === undefined) return undefined
  const found = await at(tools, scope, place)
  if (found !== undefined && idOf(found.group.hash, found.standing) === id) return found
  // It may have come from another queue.
  const address = await readForwardText(tools, scope, id)
  const there = address && parseOrderedPlace(address)
  const moved = there && (await at(tools, scope, there))
  return moved && idOf(moved.group.hash, moved.standing) === id ? moved : undefined
}

async function at(tools: Tools, scope: string, { hash, number }: OrderedPlace): Promise<Located | undefined> {
  const group = await readGroup(tools, scope, hash)
  if (group === undefined) return undefined
  const held = group.held.find(one => numberOf(one) === number)
  if (held === undefined && number < numberOf(group.next)) return undefined
  // Who acks may not query, and comes only with what is held.
  const run = await (held ? readRun(tools, scope, hash, held.start) : readRunOf(tools, scope, group, number))
  const entry = run?.entries.find(({ index }) => run.start + index === number)
  if (run === undefined || entry === undefined) return undefined
  const delivery = held === undefined ? deliveryIn(run, entry) : deliveryOfHeld(held)
  return { group, standing: { number, run, entry, delivery, held } }
}
