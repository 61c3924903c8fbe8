import { describe, expect, test } from 'vitest'
import type { TriggerChange } from '../../lib/domain/checkedTrigger.ts'
import { limits } from '../../lib/domain/limits.ts'
import type { Store } from '../../lib/store/store.ts'
import { runUpkeep } from '../../lib/upkeep/upkeep.ts'
import { aTriggerScene, marksOf, target } from './triggerScene.ts'

const minutes = (count: number) => count * 60

/** The store, and its calls by name as they come. */
const telling = (store: Store, order: string[]): Store =>
  new Proxy(store, {
    get(object, name) {
      const member = Reflect.get(object, name, object)
      if (typeof member !== 'function') return member
      return (...given: unknown[]) => {
        order.push(String(name))
        return member.apply(object, given)
      }
    },
  })

describe('a queue with triggers is marked to be pushed', () => {
  test('when a trigger comes, at once and when leases that were given before may end', async () => {
    const { ask, told, services, putTrigger, publish, makeQueue } = await aTriggerScene(null)
    await makeQueue('plain')
    await publish({ delaySeconds: minutes(100) })
    await publish({ delaySeconds: minutes(50) })
    expect([await marksOf(services, 'orders'), told]).toEqual([[], []])
    await putTrigger('orders', { target })
    expect(await marksOf(services, 'orders')).toEqual([0, 1, 2, 4, 8, 16, 32, 50, 64, 128, 256, 512, 720])
    expect(told).toEqual(['orders', 'orders at 0'])
    await ask('updateTrigger', { queue: 'orders', trigger: 'one', settings: { batchSize: 3 }, expected: 'any' })
    expect(told).toHaveLength(4)
  })

  test('for each of those that were delayed before, once the one before is answered', async () => {
    const { putTrigger, publish, services, clock } = await aTriggerScene(null)
    for (const minute of [17, 23, 40]) await publish({ delaySeconds: minutes(minute) })
    await putTrigger('orders', { target })
    const seen: number[] = []
    for (let minute = 0; minute < 45; minute++) {
      seen.push(...(await marksOf(services, 'orders')))
      await runUpkeep(services, 1_000)
      clock.advanceMs(60_000)
    }
    expect([17, 23, 40].map(minute => seen.includes(minute))).toEqual([true, true, true])
  })

  test('before a message is put into it, for when that is visible', async () => {
    const { publish, marks, told, services } = await aTriggerScene()
    told.length = 0
    const order: string[] = []
    services.store = telling(services.store, order)
    await publish({ delaySeconds: minutes(10) })
    await publish({ delaySeconds: minutes(10) })
    expect(order).toEqual(['markDue', 'publish', 'markDue', 'publish'])
    expect(await marks()).toEqual([10])
    expect(told).toEqual(['orders', 'orders'])
  })

  test('for when a lease of a consumer ends, is extended to, or is given back', async () => {
    const { publish, poll, ask, marks } = await aTriggerScene()
    await publish()
    const [leased] = await poll({ visibilityTimeoutSeconds: minutes(3) })
    expect(await marks()).toEqual([3])
    const receipts = [leased!.receiptText]
    await ask('extend', { queue: 'orders', receipts, visibilityTimeoutSeconds: minutes(5), ifLapsed: 'refuse' })
    expect(await marks()).toEqual([3, 5])
    await ask('nack', { queue: 'orders', receipts, delaySeconds: minutes(7) })
    expect(await marks()).toEqual([3, 5, 7])
  })

  test('for when an edit has a message come', async () => {
    const { publish, ask, marks } = await aTriggerScene()
    const { ids } = await publish({ delaySeconds: minutes(3) })
    await ask('editMessage', { queue: 'orders', id: ids[0]!, edit: { delaySeconds: minutes(5) } })
    expect(await marks()).toEqual([3, 5])
  })

  test('when it is resumed', async () => {
    const { ask, clock, marks, told } = await aTriggerScene()
    await ask('pause', { queue: 'orders' })
    clock.advanceMs(3 * 60_000)
    told.length = 0
    await ask('resume', { queue: 'orders' })
    expect([await marks(), told]).toEqual([[3], ['orders', 'orders at 180000']])
  })

  test('when dead letters come into it', async () => {
    const { makeQueue, publish, poll, ask, clock, marks, told } = await aTriggerScene()
    await makeQueue('work', { deadLetter: { queue: 'orders', attemptsMax: 1, expired: false } })
    await publish({}, 'work')
    const [leased] = await poll({}, 'work')
    clock.advanceMs(3 * 60_000)
    told.length = 0
    expect(leased).toBeDefined()
    expect(await poll({}, 'work')).toEqual([])
    expect([await marks(), told]).toEqual([[3], ['orders']])
    await publish({}, 'work')
    const [another] = await poll({}, 'work')
    clock.advanceMs(2 * 60_000)
    await ask('extend', {
      queue: 'work',
      receipts: [another!.receiptText],
      visibilityTimeoutSeconds: 60,
      ifLapsed: 'accept',
    })
    await ask('nack', { queue: 'work', receipts: [another!.receiptText], deadLetter: true })
    expect(await marks()).toEqual([3, 5])
  })
})

test('a queue without triggers asks for no mark, and tells nobody', async () => {
  const { publish, poll, ask, services, told, makeQueue } = await aTriggerScene()
  await makeQueue('plain')
  told.length = 0
  await publish({}, 'plain')
  const [leased] = await poll({}, 'plain')
  await ask('nack', { queue: 'plain', receipts: [leased!.receiptText] })
  await ask('resume', { queue: 'plain' })
  expect([await marksOf(services, 'plain'), told]).toEqual([[], []])
})

test('a queue says that it wakes as long as it has triggers, whatever becomes of it', async () => {
  const { ask, putTrigger, publish, marks, clock } = await aTriggerScene()
  await putTrigger('orders', { target }, 'another')
  const queueOf = async () => (await ask('getQueue', { queue: 'orders' })).queue
  await ask('putQueue', { queue: 'orders', settings: { delaySeconds: 1 }, expected: 'any' })
  await ask('updateQueue', { queue: 'orders', settings: { waitSeconds: 1 }, expected: 'any' })
  await ask('purge', { queue: 'orders' })
  expect(await queueOf()).toMatchObject({ wakes: true, triggers: [{ name: 'another' }, { name: 'one' }] })
  await ask('deleteTrigger', { queue: 'orders', trigger: 'another', expected: 'any' })
  expect(await queueOf()).toMatchObject({ wakes: true, triggers: [{ name: 'one' }] })
  await ask('deleteTrigger', { queue: 'orders', trigger: 'one', expected: 'any' })
  const queue = await queueOf()
  expect([queue.wakes, queue.triggers]).toEqual([false, undefined])
  clock.advanceMs(3 * 60_000)
  await publish()
  expect(await marks()).toEqual([])
})

test('a module is refused where none is run, and one that may not be run', async () => {
  const { putTrigger, services } = await aTriggerScene()
  const wish = (path: string): TriggerChange => ({ target: { kind: 'module', path } })
  const refused = (path: string) => putTrigger('orders', wish(path)).catch(({ code, message }) => [code, message])
  expect(await refused('./a.ts')).toEqual(['EndpointRefused', expect.stringContaining('No modules are run here')])
  services.mayRunModule = path => path === './a.ts'
  expect(await refused('./b.ts')).toEqual([
    'EndpointRefused',
    expect.stringContaining('The module ./b.ts is not below'),
  ])
  expect(await putTrigger('orders', wish('./a.ts'))).toMatchObject({ trigger: { settings: wish('./a.ts') } })
})

test('an address to which nothing is pushed is refused when a trigger names it, or is changed to it', async () => {
  const { putTrigger, services, ask } = await aTriggerScene()
  services.mayPush = async address => address !== '127.0.0.1'
  for (const url of ['http://127.0.0.1/', 'http://0x7f.1/'])
    await expect(putTrigger('orders', { target: { kind: 'http', url } })).rejects.toThrow('127.0.0.1')
  for (const host of ['127.0.0.1', 'localhost', 'LOCALHOST']) {
    const settings = { target: { kind: 'sqs', url: `http://${host}:9/123456789012/q` } } as const
    const changing = ask('updateTrigger', { queue: 'orders', trigger: 'one', settings, expected: 'any' })
    await expect(changing).rejects.toMatchObject({ code: 'EndpointRefused' })
  }
})

test('a trigger keeps its uid until it is made anew, and is expected as its queue stands', async () => {
  const { ask, putTrigger } = await aTriggerScene()
  const { trigger, version } = await ask('getTrigger', { queue: 'orders', trigger: 'one' })
  const again = await putTrigger('orders', { target, batchSize: 2 })
  expect(again).toMatchObject({ created: false, version: version + 1, trigger: { uid: trigger.uid } })
  const stale = { queue: 'orders', trigger: 'one', expected: { versions: [version] } } as const
  await expect(ask('deleteTrigger', stale)).rejects.toMatchObject({ code: 'VersionConflict' })
  await expect(ask('putTrigger', { ...stale, settings: { target } })).rejects.toMatchObject({ code: 'VersionConflict' })
  const absent = { queue: 'orders', trigger: 'two', settings: { target }, expected: 'present' } as const
  await expect(ask('putTrigger', absent)).rejects.toMatchObject({ code: 'VersionConflict' })
  await expect(ask('updateTrigger', { ...absent, expected: 'any' })).rejects.toMatchObject({ code: 'TriggerNotFound' })
  await ask('deleteTrigger', { queue: 'orders', trigger: 'one', expected: 'any' })
  expect((await putTrigger('orders', { target })).trigger.uid).not.toBe(trigger.uid)
})

test('a poll that counts no attempt leaves them as they are, and takes the lower of two limits', async () => {
  const { publish, poll } = await aTriggerScene()
  await publish()
  await publish()
  const wish = { countsAttempt: false, maxInFlight: 1, visibilityTimeoutSeconds: 60 }
  const [first, ...more] = await poll(wish)
  expect(first!.message.delivery.attempts).toBe(0)
  expect([...more, ...(await poll(wish))]).toEqual([])
  expect(await poll({ maxInFlight: 2 })).toMatchObject([{ message: { delivery: { attempts: 1 } } }])
})

test('triggers from queue to queue lead in no circle, and not for ever on', async () => {
  const { makeQueue, putTrigger } = await aTriggerScene(null)
  const to = (queue: string) => ({ target: { kind: 'queue', queue } as const })
  for (const name of ['b', 'c', 'd']) await makeQueue(name)
  await putTrigger('orders', to('b'))
  await putTrigger('b', to('c'))
  await putTrigger('b', to('d'), 'two')
  await putTrigger('d', to('c'))
  const refusal = { code: 'InvalidInput', extras: { fields: [expect.objectContaining({ path: ['target', 'queue'] })] } }
  await expect(putTrigger('c', to('orders'))).rejects.toMatchObject(refusal)
  await expect(putTrigger('c', to('b'))).rejects.toMatchObject(refusal)
  await makeQueue('n0')
  for (let at = 1; at <= limits.triggerChainQueuesMax; at++) {
    await makeQueue(`n${at}`)
    await putTrigger(`n${at}`, to(`n${at - 1}`))
  }
  await expect(putTrigger('c', to(`n${limits.triggerChainQueuesMax}`))).rejects.toMatchObject(refusal)
})
