import type { Clock } from '../../lib/domain/clock.ts'
import type { Dynamo, Input, Operation, Output } from '../../lib/store/dynamo/dynamo.ts'
import { Send } from '../../lib/store/dynamo/send.ts'
import type { StoreContext } from '../../lib/store/store.ts'
import { FakeDynamo } from './fake/fakeDynamo.ts'

export const table = 'documents'

type Hook = (operation: Operation, input: Input<Operation>) => Promise<'goOn' | 'loseReply'>

/** The fake, in front of which a test may stand: hold calls up, see them, lose their replies. */
export class HookedDynamo implements Dynamo {
  readonly fake: FakeDynamo
  readonly calls: Operation[] = []
  before: Hook = async () => 'goOn'
  /** Waited for between a call that was done and its answer. */
  afterwards: Promise<void> | undefined

  constructor(fake = new FakeDynamo({ tables: [table], nowMs: () => 1, historyMs: Number.POSITIVE_INFINITY })) {
    this.fake = fake
  }

  async call<Name extends Operation>(operation: Name, input: Input<Name>): Promise<Output<Name>> {
    this.calls.push(operation)
    const waitsFor = this.afterwards
    const fate = await this.before(operation, input)
    const output = await this.#answer(operation, input)
    await waitsFor
    if (fate === 'loseReply') throw Object.assign(new Error('no answer'), { name: 'TimeoutError' })
    return output
  }

  /** What does not ask for a consistent read is told that nothing has been written yet. */
  #answer<Name extends Operation>(operation: Name, input: Input<Name>): Promise<Output<Name>> {
    const isRead = operation === 'GetItem' || operation === 'Query'
    if (!isRead || (input as Input<'Query'>).ConsistentRead) return this.fake.call(operation, input)
    return this.fake.callAsOf(operation, input as never, 0) as Promise<Output<Name>>
  }
}

/** A pause between two attempts is over at once: the time of the test stands still. */
const hasty = (wall: Clock): Clock => ({
  nowMs: () => wall.nowMs(),
  wakeAt(_atMs, wake) {
    queueMicrotask(wake)
    return () => {}
  },
})

export function aSend({ wall, random }: StoreContext, dynamo = new HookedDynamo()) {
  return { dynamo, send: new Send(dynamo, { wall: hasty(wall), random }) }
}
