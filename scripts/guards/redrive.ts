import { guardsOf } from './guard.ts'

const memory = ['test/contract/memory.test.ts']
const embedded = ['test/embedded/contract.test.ts']
const dynamo = ['test/dynamo/contract.test.ts', 'test/dynamo/redriving.test.ts']
const folder = 'lib/store'

/** What holds of messages that are put back. */
export const redriveGuards = [
  ...guardsOf('lib/domain/deadLetter.ts', memory, [
    ['what is redriven begins anew', 'attempts: 0, token', 'attempts: 1, token'],
  ]),
  ...guardsOf(`${folder}/memory/redrive.ts`, memory, [
    ['a full order ends a step', 'if (isFull()) return { moved, cursor: seen }', ''],
    ['the next step goes on there', '    seen = position(slot)\n', ''],
    ['what may not go is not read', 'mayGo(slot.id) ? choose(slot) : undefined', 'choose(slot)'],
    ['what could not be put elsewhere is not counted', ' && move(slot, departing)) moved', ') moved'],
  ]),
  ...guardsOf(`${folder}/memory/memoryStore.ts`, memory, [
    [
      'a redriven message has a new id',
      'const message = { id: newId(this.#context.random), envelope,',
      'const message = { id: slot.id, envelope,',
    ],
  ]),
  ...guardsOf(`${folder}/embedded/redrive.ts`, embedded, [
    ['a full order ends a step', 'if (order.isFull()) return { ...step, cursor: formatPosition(seen) }', ''],
    ['the next step goes on there', '    seen = positionOf(slot)\n', ''],
    ['what could not be put elsewhere is not counted', 'if (to !== undefined) {', 'if (to !== null) {'],
    ['what may not go is not read', 'if (!mayGo(slot.id)) return undefined', ''],
    ['what is not chosen stays', 'if (departing === undefined) return undefined', ''],
  ]),
  ...guardsOf(`${folder}/embedded/moveAside.ts`, embedded, [
    ['a redriven message has a new id', 'mintId(slot.seq, random), departing', 'slot.id, departing'],
    ['a redriven message begins anew', '{ ...slot, delivery: begun(nowMs) }', 'slot'],
  ]),
  ...guardsOf(`${folder}/embedded/embeddedStore.ts`, embedded, [
    [
      'who waits where messages are put is woken',
      'for (const to of arrivals) this.#waiters',
      'for (const to of []) this.#waiters',
    ],
  ]),
  ...guardsOf(`${folder}/dynamo/redrive.ts`, dynamo, [
    ['what is leased or delayed stays', ' && isVisible(entry) && ', ' && '],
    ['what may not go is not read', ' && mayGo(idOf(block, entry))', ''],
    ['no message of a block is looked at twice', 'isAhead(block, entry) && ', ''],
    ['a store that does not answer ends a step', 'if (error instanceof Problem) throw error', ''],
    ['what cannot be read keeps nobody else', '.catch(passOver)', ''],
    ['a full order ends a step', 'if (order.isFull()) return', 'if (false) return'],
    ['what is not chosen stays', 'if (departing !== undefined) leavers', 'if (departing !== null) leavers'],
    ['the next step goes on there', 'if (stop !== undefined) return', 'if (false) return'],
    ['what lost a race is not counted', 'asNew: true }))) continue', 'asNew: true })) && false) continue'],
    ['those of a block that go elsewhere go as well', '    source = { ...source, entries: left }\n', ''],
    ['what was read together is known to be gone', 'group.every(one => one.entry !== entry)', 'true'],
  ]),
  ...guardsOf(`${folder}/dynamo/move.ts`, dynamo, [
    ['a redriven message has a new id', 'const id = asNew ? undefined : idOf', 'const id = idOf'],
    ['nothing says where it went', 'const forwarded = asNew ? [] : movers', 'const forwarded = movers'],
  ]),
  ...guardsOf(`${folder}/dynamo/dynamoStore.ts`, dynamo, [
    ['nothing comes out of a queue that is gone', 'if (this.#isDead(queue)) return { moved: 0 }', ''],
    [
      'who waits where messages are put is woken',
      'for (const to of arrivals) this.#watch',
      'for (const to of []) this.#watch',
    ],
  ]),
]
