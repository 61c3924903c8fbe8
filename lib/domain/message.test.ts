import { expect, test } from 'vitest'
import { isHeld, stateOf } from './message.ts'

const aDelivery = (visibleAtMs: number, leased: boolean) => ({ visibleAtMs, leased, attempts: 0, token: '' })

test('a message is visible from its time on, leased or not', () => {
  expect(stateOf(aDelivery(1_000, true), 1_000)).toBe('visible')
  expect(stateOf(aDelivery(1_000, false), 1_000)).toBe('visible')
})

test('before its time it is in flight when somebody holds it, else delayed', () => {
  expect(stateOf(aDelivery(1_001, true), 1_000)).toBe('inFlight')
  expect(stateOf(aDelivery(1_001, false), 1_000)).toBe('delayed')
})

test('a lease is held until it ends; what was never handed out is held by the receipt without a token until its delay ends', () => {
  expect(isHeld({ ...aDelivery(1_001, true), token: 'abc' }, 1_000)).toBe(true)
  expect(isHeld({ ...aDelivery(1_000, true), token: 'abc' }, 1_000)).toBe(false)
  expect(isHeld({ ...aDelivery(1_001, false), token: 'abc' }, 1_000)).toBe(false)
  expect(isHeld(aDelivery(1_001, false), 1_000)).toBe(true)
  expect(isHeld(aDelivery(1_000, false), 1_000)).toBe(false)
})
