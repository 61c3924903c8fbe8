// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what is quoted here is code
import { action, dynamo, guard } from './guard.ts'
import { weakSlot } from './weakSlot.ts'

/** What a write has to hold to. */
export const j1 = [
  guard(
    'J1',
    'a lease names the slot that it saw',
    dynamo(
      'lease',
      '[...leased.map(({ pick }) => pick.entry), ...drops].map(({ index, slot }) => slotIs(index, slot))',
      `[...leased.map(({ pick }) => pick.entry), ...drops].map(({ index, slot }) => (${weakSlot}))`,
    ),
  ),
  guard(
    'J1',
    'a cancel names the slot that it saw',
    dynamo(
      'change',
      'const seen = slotIs(entry.index, entry.slot)',
      `const { index, slot } = entry\n  const seen = ${weakSlot}`,
    ),
  ),
  guard(
    'J1',
    'a move names the slots that it saw',
    dynamo(
      'move',
      'const seen = entries.map(({ index, slot }) => slotIs(index, slot))',
      `const seen = entries.map(({ index, slot }) => (${weakSlot}))`,
    ),
  ),
  guard(
    'J1',
    'a settlement names its token',
    dynamo(
      'conditions',
      '`begins_with(${slotName(index)}, :token${index})`],\n  values: { [`:token${index}`]: { S: tokenPrefix(token) } },',
      '`(begins_with(${slotName(index)}, :token${index}) OR attribute_exists(h))`],\n  values: { [`:token${index}`]: { S: tokenPrefix(token) } },',
    ),
  ),
  guard(
    'J1',
    'a lease that has to run is running',
    dynamo('finish', 'slotIsLive(place.index, token, nowMs)', 'slotHas(place.index, token)'),
  ),
  guard(
    'J1',
    'a block is put where there is none',
    dynamo('putBlock', "'attribute_not_exists(p)'", "'attribute_not_exists(zz)'"),
  ),
]

/** When a publish may be acknowledged. */
export const j2 = [
  guard(
    'J2',
    'a publish is acknowledged after its block is stored',
    dynamo(
      'publish',
      "if (reply.kind === 'done' || (reply.kind === 'refused' && reply.repeated))",
      "if (reply.kind !== 'refused' || reply.repeated)",
    ),
  ),
  guard(
    'J2',
    'a body in an item is stored before its block',
    dynamo(
      'bodyPlace',
      "await send.call('PutItem', putBodyRequest(where, block, plan.bytes))",
      "send.call('PutItem', putBodyRequest(where, block, plan.bytes)).catch(() => {})",
    ),
  ),
  guard(
    'J2',
    'a body in the object store is stored before its block',
    dynamo('bodyPlace', 'await where.bodies.put(key, plan.bytes)', 'where.bodies.put(key, plan.bytes).catch(() => {})'),
  ),
  guard(
    'J2',
    'settings are read again after five seconds',
    action('usedQueue', 'loadQueue(services, name, configMsMax)', 'loadQueue(services, name, 60_000)'),
    action('publish', 'if (!isSameGeneration(now.queue, queue)) throw', 'if (false) throw'),
  ),
  guard(
    'J2',
    'a publish that took long looks whether its queue still is the same',
    action('publish', 'if (!isSameGeneration(now.queue, queue)) throw', 'if (false) throw'),
  ),
  guard(
    'J2',
    'who put into a lane that is forgotten by now says that it is to be emptied',
    dynamo('laneBook', '(this.#wall.nowMs() - chosenAtMs) < closingMs / 4) return', '(chosenAtMs) >= 0) return'),
  ),
]

/** When a block may be deleted. */
export const j3 = [
  guard(
    'J3',
    'an ack deletes a block only with all that is left in it',
    dynamo(
      'finish',
      '...conditionOf(allOf([...mine, noOthers(cases.map(({ place }) => place.index))])),',
      '...conditionOf(allOf(mine)),',
    ),
    dynamo('finish', 'slots.every(index => acked.includes(index))', 'true'),
  ),
  guard(
    'J3',
    'an empty block is deleted while it is empty',
    dynamo('finish', '...conditionOf(noOthers([])) }', '}'),
    dynamo('finish', 'if (isEmpty(reply.output.Attributes))', 'if (true)'),
  ),
  guard(
    'J3',
    'a poll drops a block only with all that is left in it',
    dynamo('lease', ', noOthers(drops.map(({ index }) => index))]', ']'),
    dynamo('lease', 'const isAll = drops.length === block.entries.length', 'const isAll = drops.length > 0'),
  ),
  guard(
    'J3',
    'a cancel deletes a block only with its last message',
    dynamo('change', 'allOf([seen, noOthers([entry.index])])', 'seen'),
    dynamo('change', 'block.entries.length === 1', 'true'),
  ),
  guard(
    'J3',
    'a move deletes a block only with all that is left in it',
    dynamo('move', 'allOf([...seen, noOthers(indexes)])', 'allOf(seen)'),
    dynamo('move', 'if (entries.length === source.entries.length) {', 'if (entries.length > 0) {'),
  ),
]
