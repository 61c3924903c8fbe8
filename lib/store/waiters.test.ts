import { describe, expect, test } from 'vitest'
import { VirtualClock } from '../clock.ts'
import type { WaitOrder } from './store.ts'
import { Waiters } from './waiters.ts'

const never = new AbortController().signal

/** A clock that also says how many alarms are set. */
class CountedClock extends VirtualClock {
  alarms = 0
  override wakeAt(atMs: number, wake: () => void) {
    this.alarms += 1
    let open = true
    const close = (): void => {
      if (open) this.alarms -= 1
      open = false
    }
    const cancel = super.wakeAt(atMs, () => {
      close()
      wake()
    })
    return () => {
      close()
      cancel()
    }
  }
}

function open() {
  const clock = new CountedClock(0)
  const wall = new CountedClock(0)
  const waiters = new Waiters({ clock, wall })
  const woken: string[] = []
  /** Starts a wait in lane `a`; its name stands in `woken` once it is over. */
  const wait = (name: string, order: Partial<WaitOrder> = {}, nextVisibleAtMs?: number) => {
    void waiters
      .wait('a', { for: 'message', untilWallMs: 20_000, signal: never, ...order }, () => nextVisibleAtMs)
      .then(() => woken.push(name))
  }
  const settled = () => new Promise(resolve => setImmediate(resolve))
  return { clock, wall, waiters, woken, wait, settled }
}

test('one message wakes the one who has waited longest', async () => {
  const { waiters, woken, wait, settled } = open()
  for (const name of ['first', 'second', 'third']) wait(name)
  waiters.visibleAt('a', 0)
  await settled()
  expect(woken).toEqual(['first'])
  waiters.wakeOne('a')
  await settled()
  expect(woken).toEqual(['first', 'second'])
})

test('a message wakes nobody in another lane, and nobody who waits for a change', async () => {
  const { waiters, woken, wait, settled } = open()
  wait('change', { for: 'change' })
  wait('message')
  waiters.visibleAt('b', 0)
  await settled()
  expect(woken).toEqual([])
  waiters.wakeOne('a')
  waiters.wakeOne('a')
  await settled()
  expect(woken).toEqual(['message'])
})

test('one who waits for a change is not told of what is visible already', async () => {
  const { woken, wait, settled, clock } = open()
  wait('change', { for: 'change' }, 0)
  wait('change', { for: 'change' }, 5_000)
  await settled()
  expect(woken).toEqual([])
  expect(clock.alarms).toBe(0)
})

test('a change wakes everybody of the lane, a closing store everybody', async () => {
  const { waiters, woken, wait, settled } = open()
  wait('message')
  wait('change', { for: 'change' })
  waiters.wakeAll('b')
  await settled()
  expect(woken).toEqual([])
  waiters.wakeAll('a')
  await settled()
  expect(woken).toEqual(['message', 'change'])
  wait('last')
  waiters.wakeEverybody()
  await settled()
  expect(woken.at(-1)).toBe('last')
})

describe('one alarm a lane', () => {
  test('is set to the earliest time, whatever the order in which times are told', async () => {
    const { clock, waiters, woken, wait, settled } = open()
    wait('first', {}, 9_000)
    wait('second', {}, 9_000)
    waiters.visibleAt('a', 5_000)
    waiters.visibleAt('a', 7_000)
    expect(clock.alarms).toBe(1)
    clock.advanceMs(4_999)
    await settled()
    expect(woken).toEqual([])
    clock.advanceMs(1)
    await settled()
    expect(woken).toEqual(['first'])
  })

  test('can be set again after it has rung', async () => {
    const { clock, waiters, woken, wait, settled } = open()
    for (const name of ['first', 'second']) wait(name)
    waiters.visibleAt('a', 1_000)
    clock.advanceMs(1_000)
    waiters.visibleAt('a', 3_000)
    clock.advanceMs(2_000)
    await settled()
    expect(woken).toEqual(['first', 'second'])
  })

  test('is not kept where nobody waits', async () => {
    const { clock, waiters, wait } = open()
    waiters.visibleAt('a', 1_000)
    expect(clock.alarms).toBe(0)
    const controller = new AbortController()
    wait('first', { signal: controller.signal }, 1_000)
    expect(clock.alarms).toBe(1)
    controller.abort()
    expect(clock.alarms).toBe(0)
  })
})

describe('a wait that is over', () => {
  const ends: [string, (scene: ReturnType<typeof open>, controller: AbortController) => void][] = [
    ['by a message', ({ waiters }) => waiters.wakeOne('a')],
    ['by its time on the wall', ({ wall }) => wall.advanceMs(20_000)],
    ['by its signal', (_, controller) => controller.abort()],
  ]
  test.each(ends)('%s leaves nothing behind', async (_, end) => {
    const scene = open()
    const controller = new AbortController()
    scene.wait('first', { signal: controller.signal }, 90_000)
    end(scene, controller)
    await scene.settled()
    expect(scene.woken).toEqual(['first'])
    expect([scene.wall.alarms, scene.clock.alarms]).toEqual([0, 0])
    scene.wait('second')
    scene.waiters.wakeOne('a')
    await scene.settled()
    expect(scene.woken).toEqual(['first', 'second'])
  })

  test('before it began does not begin', async () => {
    const { wall, woken, wait, settled } = open()
    wait('first', { signal: AbortSignal.abort() })
    await settled()
    expect(woken).toEqual(['first'])
    expect(wall.alarms).toBe(0)
  })
})

test('a wait that begins in a lane that was left goes on when an older one of it ends', async () => {
  const { waiters, woken, wait, settled } = open()
  wait('first')
  waiters.wakeOne('a')
  wait('second')
  await settled()
  waiters.wakeOne('a')
  await settled()
  expect(woken).toEqual(['first', 'second'])
})
