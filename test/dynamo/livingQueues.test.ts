import { expect, test } from 'vitest'
import type { Services } from '../../lib/actions/services.ts'
import { Keyring } from '../../lib/domain/keyring.ts'
import { anyone, makePerform } from '../../lib/identity/perform.ts'
import { seededRandom } from '../../lib/random.ts'
import { runRedrives } from '../../lib/upkeep/redrives.ts'
import { text } from '../fixtures.ts'
import { Site, throttle } from './aSite.ts'

const never = new AbortController().signal
const keyring = new Keyring([{ id: '00000001', secret: Buffer.alloc(32, 1) }])

/** A queue whose messages are moved to `dead` after one attempt, with one whose attempt is over. */
async function aScene(settings: object = {}) {
  const site = new Site()
  let opened = 0
  const open = () => {
    const clock = site.clock()
    const { store, line } = site.open()
    const services: Services = { store, clock, wall: clock, random: seededRandom(++opened + 100), keyring }
    const perform = makePerform(services)
    const ask = <Name extends Parameters<typeof perform>[1]>(name: Name, input: object) =>
      site.live(perform(anyone, name, input as never, never), 1_000)
    const poll = () => ask('poll', { queue: 'orders', maxMessages: 1, waitSeconds: 0, visibilityTimeoutSeconds: 2 })
    return { services, line, ask, poll }
  }
  const manage = open()
  await manage.ask('putQueue', { queue: 'dead', settings: {}, expected: 'any' })
  const deadLetter = { queue: 'dead', attemptsMax: 1, expired: false }
  await manage.ask('putQueue', { queue: 'orders', settings: { deadLetter, ...settings }, expected: 'any' })
  await manage.ask('publish', { queue: 'orders', messages: [{ body: Buffer.from('a'), kind: 'text' }] })
  const worker = open()
  expect((await worker.poll()).messages).toHaveLength(1)
  const bodiesIn = async (queue: string): Promise<string[]> => {
    const { messages } = await open().ask('browse', { queue, state: 'visible', limit: 10 })
    return messages.map(({ envelope }) => text(envelope.body))
  }
  return { site, open, manage, worker, bodiesIn }
}

const aboutLanes = (input: object): boolean => JSON.stringify(input).includes('"l.')

test('what is to be moved aside stays where its new queue is deleted, though nobody can mark that as dead', async () => {
  const { site, manage, worker, bodiesIn } = await aScene()
  await site.pass(2_000)
  manage.line.before = async (_, input) => (aboutLanes(input) ? throttle : 'goOn')
  await manage.ask('deleteQueue', { queue: 'dead', expected: 'any' })
  // By what it read a second ago the queue is there.
  expect((await worker.poll()).messages).toEqual([])
  expect(await bodiesIn('orders')).toEqual(['a'])
})

test('nor does it go into a new queue of the name, nor to where a purge has ended what it knows', async () => {
  for (const ending of ['anew', 'purged'] as const) {
    const { site, manage, worker, bodiesIn } = await aScene()
    await site.pass(2_000)
    if (ending === 'anew') await manage.ask('deleteQueue', { queue: 'dead', expected: 'any' })
    if (ending === 'anew') await manage.ask('putQueue', { queue: 'dead', settings: {}, expected: 'any' })
    // Up to a generation that begins with the same digit.
    else for (let purges = 0; purges < 9; purges++) await manage.ask('purge', { queue: 'dead' })
    expect((await worker.poll()).messages).toEqual([])
    expect(await bodiesIn('orders')).toEqual(['a'])
    await site.pass(5_000)
    expect((await worker.poll()).messages).toEqual([])
    expect(await bodiesIn('dead')).toEqual(['a'])
  }
})

test('a queue of many generations and other settings is known by its document', async () => {
  const { site, manage, open, bodiesIn } = await aScene({ retry: { kind: 'fixed', delaySeconds: 1, jitter: 0 } })
  for (let purges = 0; purges < 11; purges++) await manage.ask('purge', { queue: 'dead' })
  await manage.ask('updateQueue', { queue: 'dead', settings: { delaySeconds: 1 }, expected: 'any' })
  await manage.ask('pause', { queue: 'dead' })
  await site.pass(2_000)
  expect((await open().poll()).messages).toEqual([])
  expect(await bodiesIn('dead')).toEqual(['a'])
})

test('who stands still while a queue is purged does not carry over what was in it', async () => {
  const { site, open, worker, bodiesIn } = await aScene()
  await site.pass(2_000)
  worker.line.before = async operation => {
    if (operation !== 'TransactWriteItems') return 'goOn'
    worker.line.before = async () => 'goOn'
    await open().ask('purge', { queue: 'orders' })
    await site.world.pause(600_000)
    return 'goOn'
  }
  await expect(worker.poll()).rejects.toMatchObject({ code: 'StoreBusy' })
  expect(await bodiesIn('dead')).toEqual([])
})

test('nor does a redrive', async () => {
  const { site, open, manage, worker, bodiesIn } = await aScene()
  await site.pass(2_000)
  await worker.poll()
  expect(await bodiesIn('dead')).toEqual(['a'])
  await manage.ask('startRedrive', { queue: 'dead' })
  const upkeep = open()
  upkeep.line.before = async operation => {
    if (operation !== 'TransactWriteItems') return 'goOn'
    upkeep.line.before = async () => 'goOn'
    await manage.ask('purge', { queue: 'dead' })
    await site.world.pause(600_000)
    return 'goOn'
  }
  await site.live(runRedrives(upkeep.services, 50_000), 1_000)
  expect(await bodiesIn('orders')).toEqual([])
})
