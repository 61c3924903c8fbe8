import type { Input, Operation, Output } from '../../lib/store/dynamo/dynamo.ts'
import { laneRecordSort } from '../../lib/store/dynamo/keys.ts'
import type { FakeDynamo } from '../dynamo/fake/fakeDynamo.ts'
import type { Chance } from './chance.ts'
import type { Faults } from './faults.ts'
import type { Instance } from './instance.ts'
import { Partitions } from './partitions.ts'
import { type Reply, throttled } from './replies.ts'
import { blockPut, isWrite, partitionsOf } from './request.ts'
import type { World } from './world.ts'

/** Called with each write that happened. */
export type OnWrite = (operation: Operation, input: Input<Operation>, by: Instance) => void

/** Breaks DynamoDB itself, to see the checks notice: answers a call in its own way, or leaves it. */
export type Tamper = (
  operation: Operation,
  input: Input<Operation>,
  fake: FakeDynamo,
) => Promise<Output<Operation>> | undefined

const staleMsMax = 2_000
/** For how long the fake has to remember. */
export const historyMs = staleMsMax + 500
// A thousandth or so: next to nothing.
export const squeezedShare = 0.003

type Parts = {
  world: World
  chance: Chance
  faults: Faults
  fake: FakeDynamo
  onWrite: OnWrite
  tamper?: Tamper | undefined
}

const isScan = (operation: Operation, input: Input<Operation>): boolean =>
  operation === 'UpdateItem' && (input as Input<'UpdateItem'>).Key?.s?.S === laneRecordSort

/** DynamoDB as all functions share it: partitions with their limits, reads that may be stale. */
export class Server {
  readonly #parts: Parts
  readonly #partitions = new Partitions()
  /** Where a block was last put: what is squeezed now and then. */
  #busy: string | undefined
  #units = 0
  calls = 0
  /** Walks through a busy lane that were shared, or were to be. */
  scans = 0

  constructor(parts: Parts) {
    this.#parts = parts
    parts.fake.onCall = ({ readUnits, writeUnits }) => {
      this.#units = readUnits + writeUnits
    }
  }

  async handle(operation: Operation, input: Input<Operation>, by: Instance): Promise<Reply> {
    this.calls += 1
    const { faults } = this.#parts
    const { nowMs } = this.#parts.world
    const kind = isWrite(operation) ? 'writes' : 'reads'
    const partitions = partitionsOf(operation, input)
    if (faults.isOn && !this.#partitions.admits(partitions, kind, nowMs)) {
      if (this.#partitions.isHot(partitions, nowMs)) faults.count('hotPartition')
      return throttled(partitions[0])
    }
    if (isScan(operation, input)) this.scans += 1
    this.#busy = blockPut(operation, input)?.p ?? this.#busy
    const reply = await this.#answer(operation, input, by)
    this.#partitions.take(partitions, kind, this.#units, nowMs)
    return reply
  }

  /** For some seconds the lane that was last published to gets next to nothing. */
  squeezeBusiest(forMs: number, share: number): void {
    if (this.#busy !== undefined) this.#partitions.squeeze(this.#busy, share, this.#parts.world.nowMs + forMs)
  }

  async #answer(operation: Operation, input: Input<Operation>, by: Instance): Promise<Reply> {
    const { world, onWrite } = this.#parts
    try {
      const output = await this.#call(operation, input)
      if (isWrite(operation)) onWrite(operation, input, by)
      const serverMs = Math.floor(world.nowMs / 1000) * 1000
      return { kind: 'answer', output: { ...output, serverMs } }
    } catch (error) {
      return { kind: 'error', error: error as Error, isFault: false }
    }
  }

  #call(operation: Operation, input: Input<Operation>): Promise<Output<Operation>> {
    const { world, chance, faults, fake, tamper } = this.#parts
    const tampered = tamper?.(operation, input, fake)
    if (tampered !== undefined) return tampered
    const mayBeStale = !isWrite(operation) && !(input as Input<'GetItem'>).ConsistentRead
    if (!mayBeStale || !faults.happens('staleRead')) return fake.call(operation, input)
    const read = operation as 'GetItem' | 'Query'
    return fake.callAsOf(read, input as Input<'GetItem' | 'Query'>, world.nowMs - chance.int(1, staleMsMax))
  }
}
