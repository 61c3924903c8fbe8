import type { Dynamo, Input, Operation, Output } from '../../lib/store/dynamo/dynamo.ts'
import type { Faults } from './faults.ts'
import type { Instance } from './instance.ts'
import { broken, type Reply, refused, throttled, timedOut } from './replies.ts'
import { isWrite, partitionsOf } from './request.ts'
import type { Server } from './server.ts'
import type { World } from './world.ts'

const timeoutMs = 1_000
// How long after its caller gave up a write may still happen.
const lateMs = [1, 50, 500, 3_000, 20_000, 90_000]

/**
 * One function's way to DynamoDB, with all that may happen on it: what was asked arrives late or never, what was
 * answered comes late or never, and the function itself may be gone or stand still by then.
 */
export class FaultyDynamo implements Dynamo {
  readonly #world: World
  readonly #faults: Faults
  readonly #server: Server
  readonly #instance: Instance

  constructor(world: World, faults: Faults, server: Server, instance: Instance) {
    this.#world = world
    this.#faults = faults
    this.#server = server
    this.#instance = instance
  }

  call<Name extends Operation>(operation: Name, input: Input<Name>): Promise<Output<Name>> {
    return new Promise((resolve, reject) => {
      const end = (reply: Reply): void => {
        if (reply.kind === 'answer') resolve(reply.output as Output<Name>)
        else reject(reply.error)
      }
      this.#send(operation, input, end)
      this.#instance.reaches('sent')
    })
  }

  #send(operation: Operation, input: Input<Operation>, end: (reply: Reply) => void): void {
    const { nowMs } = this.#world
    const { chance } = this.#instance
    const deadlineMs = nowMs + timeoutMs
    const arrivesAtMs = nowMs + (this.#faults.isOn ? chance.latencyMs() : 2)
    const arrive = (atMs: number, answered: (reply: Reply) => void): void => {
      this.#world.at(atMs, () => this.#server.handle(operation, input, this.#instance).then(answered))
    }
    const answer = (reply: Reply): void => {
      const backAtMs = this.#world.nowMs + (this.#faults.isOn ? chance.latencyMs() : 2)
      this.#end(backAtMs > deadlineMs ? deadlineMs : backAtMs, backAtMs > deadlineMs ? timedOut() : reply, end)
    }
    const soon = (reply: Reply): void => this.#end(arrivesAtMs, reply, end)
    switch (this.#fate(operation)) {
      case 'normal':
        arrive(arrivesAtMs, answer)
        break
      case 'throttled':
        soon(throttled(partitionsOf(operation, input)[0]))
        break
      case 'refused':
        soon(refused(operation, input))
        break
      case 'broken':
        soon(broken())
        break
      case 'brokenLate':
        arrive(arrivesAtMs, () => answer(broken()))
        break
      case 'lostReply':
        arrive(arrivesAtMs, () => {})
        this.#end(deadlineMs, timedOut(), end)
        break
      case 'lateCommit':
        arrive(deadlineMs + chance.pick(lateMs), () => {})
        this.#end(deadlineMs, timedOut(), end)
        break
      case 'lost':
        this.#end(deadlineMs, timedOut(), end)
    }
  }

  #fate(operation: Operation): Fate {
    const faults = this.#faults
    const { chance } = this.#instance
    if (faults.happens('lostRequest')) return 'lost'
    if (faults.happens('throttle')) return 'throttled'
    if (faults.happens('internalError')) return chance.happens(0.5) ? 'broken' : 'brokenLate'
    if (!isWrite(operation)) return 'normal'
    if (faults.happens('lostReply')) return 'lostReply'
    if (faults.happens('lateCommit')) return 'lateCommit'
    return faults.happens(operation === 'TransactWriteItems' ? 'canceled' : 'conflict') ? 'refused' : 'normal'
  }

  /** The reply reaches the function, unless it dies of it; one that thaws long after may find its own timer first. */
  #end(atMs: number, reply: Reply, end: (reply: Reply) => void): void {
    const finish = (): void => {
      const isLate = this.#world.nowMs > atMs + timeoutMs && this.#instance.chance.happens(0.5)
      if (isLate || (reply.kind === 'error' && reply.isFault)) this.#instance.faults += 1
      end(isLate ? timedOut() : reply)
    }
    const come = (): void => {
      if (this.#instance.reaches('answered')) this.#world.at(this.#world.nowMs, finish, this.#instance)
      else finish()
    }
    this.#world.at(atMs, come, this.#instance)
  }
}

type Fate = 'normal' | 'lost' | 'throttled' | 'refused' | 'broken' | 'brokenLate' | 'lostReply' | 'lateCommit'
