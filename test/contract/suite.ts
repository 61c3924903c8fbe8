import { describe } from 'vitest'
import { asidePromises } from './aside.ts'
import { attemptPromises } from './attempts.ts'
import { budgetPromises } from './budget.ts'
import { changePromises } from './change.ts'
import { documentPromises } from './documents.ts'
import { expiryPromises } from './expiry.ts'
import { fairPromises } from './fair.ts'
import { foreignPromises } from './foreign.ts'
import { lookPromises } from './look.ts'
import type { MakeStore } from './open.ts'
import { orderedPromises } from './ordered.ts'
import { orderedRoomPromises } from './orderedRoom.ts'
import { pollPromises } from './poll.ts'
import { priorityPromises } from './priority.ts'
import { publishPromises } from './publish.ts'
import { redrivePromises } from './redrive.ts'
import { retryPromises } from './retry.ts'
import { roomPromises } from './room.ts'
import { settlePromises } from './settle.ts'
import { waitPromises } from './wait.ts'

/** What every store promises (lib/store/store.ts), run against one of them. */
export function storeContract(name: string, makeStore: MakeStore): void {
  describe(`${name} keeps the store contract`, () => {
    describe('publish', () => publishPromises(makeStore))
    describe('poll', () => pollPromises(makeStore))
    describe('priority', () => priorityPromises(makeStore))
    describe('fair groups', () => fairPromises(makeStore))
    describe('settle', () => settlePromises(makeStore))
    describe('attempts', () => attemptPromises(makeStore))
    describe('budgets', () => budgetPromises(makeStore))
    describe('room for leases', () => roomPromises(makeStore))
    describe('retry policies', () => retryPromises(makeStore))
    describe('look', () => lookPromises(makeStore))
    describe('change', () => changePromises(makeStore))
    describe('moving aside', () => asidePromises(makeStore))
    describe('what expires', () => expiryPromises(makeStore))
    describe('redrive', () => redrivePromises(makeStore))
    describe('what other protocols need', () => foreignPromises(makeStore))
    describe('ordered queues', () => orderedPromises(makeStore))
    describe('room in ordered queues', () => orderedRoomPromises(makeStore))
    describe('wait', () => waitPromises(makeStore))
    describe('documents', () => documentPromises(makeStore))
  })
}
