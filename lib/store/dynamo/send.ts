import type { CancellationReason } from '@aws-sdk/client-dynamodb'
import type { Clock } from '../../domain/clock.ts'
import { Problem } from '../../domain/problem.ts'
import type { Random } from '../../domain/random.ts'
import type { Item } from './block.ts'
import type { Dynamo, Input, Operation, Output } from './dynamo.ts'

/**
 * How a call ended. `refused`: a condition did not hold; `items` are those that stand in its way (one for each action of
 * a transaction, undefined where there is none). `repeated`: an earlier attempt of this call got no answer, so what is
 * found may be its own work.
 */
export type Reply<Name extends Operation> =
  | { kind: 'done'; output: Output<Name>; repeated: boolean }
  | { kind: 'refused'; items: (Item | undefined)[]; repeated: boolean }
  | { kind: 'throttled' }

export type SendOptions = {
  /** Answer `throttled` at once, for a caller who has another place to go to. */
  stopWhenThrottled?: boolean
  /** 1 for what is worth a try and no more. */
  attempts?: number
}

/** What is sent; made anew for each attempt where it has to be another each time. */
export type Request<Name extends Operation> = Input<Name> | (() => Input<Name>)

const attemptsMax = 6
const pauseMsFirst = 20
const pauseMsMax = 500

const throttles = new Set([
  'ProvisionedThroughputExceededException',
  'ThrottlingException',
  'RequestLimitExceeded',
  'LimitExceededException',
])
const conflicts = new Set([
  'TransactionConflictException',
  'TransactionInProgressException',
  'ReplicatedWriteConflictException',
])
// No answer, or one that leaves open what became of the write.
const unclear = new Set(['TimeoutError', 'InternalServerError', 'ServiceUnavailable', 'InternalFailure'])

type Fate = 'refused' | 'throttled' | 'again' | 'unclear' | 'fault'

/** A transaction is refused only when a condition says so and nothing else was in the way. */
function fateOfTransaction(reasons: readonly CancellationReason[]): Fate {
  const codes = new Set(reasons.map(({ Code }) => Code))
  if (codes.has('TransactionConflict')) return 'again'
  if (codes.has('ThrottlingError') || codes.has('ProvisionedThroughputExceeded')) return 'throttled'
  return codes.has('ConditionalCheckFailed') ? 'refused' : 'fault'
}

type Thrown = Error & { Item?: Item; CancellationReasons?: CancellationReason[] }

function fateOf({ name, CancellationReasons }: Thrown): Fate {
  if (name === 'ConditionalCheckFailedException') return 'refused'
  if (name === 'TransactionCanceledException') return fateOfTransaction(CancellationReasons ?? [])
  if (throttles.has(name)) return 'throttled'
  if (conflicts.has(name)) return 'again'
  return unclear.has(name) ? 'unclear' : 'fault'
}

const itemsOf = ({ Item, CancellationReasons }: Thrown): (Item | undefined)[] =>
  CancellationReasons?.map(reason => reason.Item) ?? [Item]

/**
 * Sends requests until there is an answer. Every request may be sent twice: conditions name the old value, a nonce or a
 * token, so that a repetition whose first attempt did happen is refused and recognises its own work in the item that
 * comes back. Gives up after six attempts with StoreBusy; faults (a missing table, a right that is not there) are
 * thrown as they came.
 */
export class Send {
  readonly #dynamo: Dynamo
  readonly #wall: Clock
  readonly #random: Random

  constructor(dynamo: Dynamo, { wall, random }: { wall: Clock; random: Random }) {
    this.#dynamo = dynamo
    this.#wall = wall
    this.#random = random
  }

  async call<Name extends Operation>(
    operation: Name,
    input: Request<Name>,
    { stopWhenThrottled = false, attempts = attemptsMax }: SendOptions = {},
  ): Promise<Reply<Name>> {
    const request = typeof input === 'function' ? input : this.#withToken(operation, input)
    let repeated = false
    for (let attempt = 0; attempt < attempts; attempt++) {
      if (attempt > 0) await this.pause(attempt)
      try {
        return {
          kind: 'done',
          output: await this.#dynamo.call(operation, typeof request === 'function' ? request() : request),
          repeated,
        }
      } catch (error) {
        const fate = fateOf(error as Thrown)
        if (fate === 'fault') throw error
        if (fate === 'refused') return { kind: 'refused', items: itemsOf(error as Thrown), repeated }
        // Once an attempt may have happened, going elsewhere would make two of one.
        if (fate === 'throttled' && stopWhenThrottled && !repeated) return { kind: 'throttled' }
        if (fate === 'unclear') repeated = true
      }
    }
    throw new Problem('StoreBusy')
  }

  /** A transaction that is sent again after no answer is known by its token, and not done twice. */
  #withToken<Name extends Operation>(operation: Name, input: Input<Name>): Input<Name> {
    if (operation !== 'TransactWriteItems') return input
    return { ...input, ClientRequestToken: Buffer.from(this.#random.bytes(16)).toString('hex') }
  }

  /** A read: nothing can refuse it. */
  async read<Name extends 'GetItem' | 'Query'>(operation: Name, input: Input<Name>): Promise<Output<Name>> {
    const reply = await this.call(operation, input)
    if (reply.kind !== 'done') throw new Error(`${operation} was ${reply.kind}, which a read cannot be.`)
    return reply.output
  }

  /** Waits before attempt number `attempt`: twice as long each time, between nothing and all of it at random. */
  pause(attempt: number): Promise<void> {
    const mostMs = Math.min(pauseMsMax, pauseMsFirst * 2 ** (attempt - 1))
    return this.sleep(1 + Math.floor(this.fraction() * mostMs))
  }

  sleep(ms: number): Promise<void> {
    return new Promise(resolve => this.#wall.wakeAt(this.#wall.nowMs() + ms, resolve))
  }

  /** 0 up to 1. */
  fraction(): number {
    return Buffer.from(this.#random.bytes(4)).readUInt32BE(0) / 2 ** 32
  }

  /** A whole number from 0 up to `below`. */
  pick(below: number): number {
    return Math.floor(this.fraction() * below)
  }

  /** The same ones, begun somewhere at random: those who go through the same list do not all start with the same. */
  turned<One>(ones: readonly One[]): One[] {
    const at = this.pick(Math.max(1, ones.length))
    return [...ones.slice(at), ...ones.slice(0, at)]
  }
}
