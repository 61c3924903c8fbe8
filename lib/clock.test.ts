import { expect, test, vi } from 'vitest'
import { VirtualClock, wallClock } from './clock.ts'

test('a virtual clock stands still until it is moved', () => {
  const clock = new VirtualClock(1_000)
  expect([clock.nowMs(), clock.nowMs()]).toEqual([1_000, 1_000])
  clock.advanceMs(0)
  clock.advanceMs(250)
  expect(clock.nowMs()).toBe(1_250)
})

test('alarms ring in the order of their times, and of two at one time the older first', () => {
  const clock = new VirtualClock(0)
  const rung: string[] = []
  for (const [name, atMs] of [['c', 30] as const, ['a', 10] as const, ['d', 31] as const, ['b', 30] as const])
    clock.wakeAt(atMs, () => rung.push(`${name}${clock.nowMs()}`))
  clock.advanceMs(30)
  expect(rung).toEqual(['a10', 'c30', 'b30'])
  clock.advanceMs(1)
  expect(rung.at(-1)).toBe('d31')
})

test('an alarm for now or the past rings when the clock moves on, never from inside the call', () => {
  const clock = new VirtualClock(100)
  const rung: number[] = []
  clock.wakeAt(100, () => rung.push(clock.nowMs()))
  clock.wakeAt(50, () => rung.push(clock.nowMs()))
  expect(rung).toEqual([])
  clock.advanceMs(1)
  expect(rung).toEqual([101, 101])
})

test('an alarm that was taken back does not ring; taking it back again does nothing', () => {
  const clock = new VirtualClock(0)
  const rung: string[] = []
  const cancel = clock.wakeAt(10, () => rung.push('cancelled'))
  clock.wakeAt(10, () => rung.push('kept'))
  cancel()
  cancel()
  clock.advanceMs(10)
  expect(rung).toEqual(['kept'])
})

test('an alarm may set others: those that fall due on the way ring too', () => {
  const clock = new VirtualClock(0)
  const rung: number[] = []
  const tick = (): void => {
    rung.push(clock.nowMs())
    clock.wakeAt(clock.nowMs() + 10, tick)
  }
  clock.wakeAt(10, tick)
  clock.advanceMs(35)
  expect(rung).toEqual([10, 20, 30])
  expect(clock.nowMs()).toBe(35)
})

/** The wall under timers that the test moves. */
function withTimers(run: (advanceMs: (ms: number) => void) => void): void {
  vi.useFakeTimers({ now: 0 })
  try {
    run(ms => void vi.advanceTimersByTime(ms))
  } finally {
    vi.useRealTimers()
  }
}

test('the wall’s alarm rings at its time, once, and not from inside the call', () =>
  withTimers(advanceMs => {
    const wake = vi.fn()
    wallClock.wakeAt(wallClock.nowMs() + 1_000, wake)
    wallClock.wakeAt(wallClock.nowMs() - 1_000, wake)
    expect(wake).not.toHaveBeenCalled()
    advanceMs(999)
    expect(wake).toHaveBeenCalledTimes(1)
    advanceMs(1)
    expect(wake).toHaveBeenCalledTimes(2)
    advanceMs(10_000)
    expect(wake).toHaveBeenCalledTimes(2)
  }))

test('the wall’s alarm rings years ahead, though a timer reaches 24 days only', () =>
  withTimers(advanceMs => {
    const wake = vi.fn()
    const setTimer = vi.spyOn(globalThis, 'setTimeout')
    const yearMs = 365 * 86_400_000
    wallClock.wakeAt(yearMs, wake)
    advanceMs(yearMs - 1)
    expect(wake).not.toHaveBeenCalled()
    advanceMs(1)
    expect(wake).toHaveBeenCalledTimes(1)
    // Beyond that many a timer fires at once, and again and again.
    for (const [, ms] of setTimer.mock.calls) expect(ms).toBeLessThan(2 ** 31)
    setTimer.mockRestore()
  }))

test('a timer that fires early by the wall is set again', () =>
  withTimers(advanceMs => {
    const wake = vi.fn()
    wallClock.wakeAt(1_000, wake)
    vi.setSystemTime(-5)
    advanceMs(1_000)
    expect(wake).not.toHaveBeenCalled()
    advanceMs(5)
    expect(wake).toHaveBeenCalledTimes(1)
  }))

test('the wall’s alarm can be taken back, also after its first 24 days', () =>
  withTimers(advanceMs => {
    const wake = vi.fn()
    const cancel = wallClock.wakeAt(60 * 86_400_000, wake)
    advanceMs(30 * 86_400_000)
    cancel()
    cancel()
    advanceMs(60 * 86_400_000)
    expect(wake).not.toHaveBeenCalled()
  }))
