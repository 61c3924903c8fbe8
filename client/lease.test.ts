import { expect, test } from 'vitest'
import { ManualTime } from './fixtures.ts'
import { Lease } from './lease.ts'

function aLease() {
  const time = new ManualTime()
  const lease = new Lease(time, 3_000)
  return { time, lease, signal: lease.signal }
}

test('is lost when nothing renewed it by its end', () => {
  const { time, signal } = aLease()
  time.advance(2_999)
  expect(signal.aborted).toBe(false)
  time.advance(1)
  expect(signal.reason).toMatchObject({ message: 'the lease is lost: not renewed in time' })
})

test('lasts its whole length again from each renewal', () => {
  const { time, lease, signal } = aLease()
  time.advance(2_000)
  lease.renew()
  time.advance(2_999)
  expect(signal.aborted).toBe(false)
  time.advance(1)
  expect(signal.aborted).toBe(true)
})

test('is lost at once when the server says so, and a late renewal does not bring it back', () => {
  const { time, lease, signal } = aLease()
  lease.lose('replaced')
  lease.renew()
  expect(signal.reason).toMatchObject({ message: 'the lease is lost: replaced' })
  expect(time.alarms).toBe(0)
})

test('cannot be lost after its end', () => {
  const { time, lease, signal } = aLease()
  lease.end()
  time.advance(3_000)
  expect(signal.aborted).toBe(false)
})
