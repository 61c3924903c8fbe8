import { expect, test } from 'vitest'
import type { Services } from '../../lib/actions/services.ts'
import { Keyring } from '../../lib/domain/keyring.ts'
import { anyone, makePerform } from '../../lib/identity/perform.ts'
import { seededRandom } from '../../lib/random.ts'
import { runRedrives } from '../../lib/upkeep/redrives.ts'
import { runUpkeep } from '../../lib/upkeep/upkeep.ts'
import { text } from '../fixtures.ts'
import { Site } from './aSite.ts'

const never = new AbortController().signal
const roundMs = 50_000

/** An installation with functions over it, each a process of its own. */
function aStack() {
  const site = new Site()
  let opened = 0
  const open = () => {
    const clock = site.clock()
    const keyring = new Keyring([{ id: '00000001', secret: Buffer.alloc(32, 1) }])
    const { store, line } = site.open()
    const services: Services = { store, clock, wall: clock, random: seededRandom(++opened + 100), keyring }
    return { line, services, perform: makePerform(services) }
  }
  return { site, open }
}

/** So many messages that were published to `orders` one by one and given up. */
async function aStackWithDead(count: number) {
  const { site, open } = aStack()
  const manage = open()
  const ask = <Name extends Parameters<typeof manage.perform>[1]>(name: Name, input: object) =>
    site.live(manage.perform(anyone, name, input as never, never))
  await ask('putQueue', { queue: 'dead', settings: {}, expected: 'any' })
  const deadLetter = { queue: 'dead', attemptsMax: 9, expired: false }
  await ask('putQueue', { queue: 'orders', settings: { deadLetter }, expected: 'any' })
  for (let at = 0; at < count; at++) {
    await ask('publish', { queue: 'orders', messages: [{ body: Buffer.from(`${at}`), kind: 'text' }] })
    const { messages } = await ask('poll', { queue: 'orders', maxMessages: 1, waitSeconds: 0 })
    await ask('nack', { queue: 'orders', receipts: [messages[0]!.receiptText], deadLetter: true })
  }
  const bodiesIn = async (queue: string): Promise<string[]> => {
    const { messages } = await ask('browse', { queue, state: 'visible', limit: 1_000 })
    return messages.map(({ envelope }) => text(envelope.body)).sort()
  }
  return { site, open, ask, bodiesIn }
}

const all = (count: number): string[] => Array.from({ length: count }, (_, at) => `${at}`).sort()

test('a round without a redrive asks once more, for one read unit', async () => {
  const { site, open } = aStack()
  const { services, line } = open()
  await site.live(runUpkeep(services, roundMs))
  line.calls = []
  let units = 0
  site.fake.onCall = ({ readUnits, writeUnits }) => {
    units += readUnits + 1000 * writeUnits
  }
  expect(await site.live(runRedrives(services, roundMs))).toBe(0)
  expect(line.calls.map(({ operation }) => operation)).toEqual(['Query'])
  expect(units).toBe(1)
})

test('a message that is redriven costs ten write units, and the redrive six besides', async () => {
  const { site, open, ask } = await aStackWithDead(100)
  await ask('startRedrive', { queue: 'dead' })
  const { services } = open()
  const spent = { reads: 0, writes: 0 }
  site.fake.onCall = ({ readUnits, writeUnits }) => {
    spent.reads += readUnits
    spent.writes += writeUnits
  }
  expect(await site.live(runRedrives(services, roundMs))).toBe(100)
  expect(spent).toEqual({ reads: 27, writes: 1006 })
})

test('lost replies and throttles lose and double nothing, with two functions at work', async () => {
  const { site, open, ask, bodiesIn } = await aStackWithDead(40)
  const { id } = await ask('startRedrive', { queue: 'dead', messagesPerSecond: 10 })
  for (let minute = 0; minute < 8; minute++) {
    const runners = [open(), open()]
    for (const { line } of runners) {
      let calls = 0
      line.before = async operation => {
        calls += 1
        if (operation === 'TransactWriteItems' && calls % 3 === 0) return 'loseReply'
        return calls % 41 === 40 ? new Error('the function dies') : 'goOn'
      }
    }
    await site.live(Promise.allSettled(runners.map(({ services }) => runRedrives(services, roundMs))), 50)
    await site.pass(60_000)
  }
  expect(await ask('getRedrive', { id })).toMatchObject({ state: 'completed' })
  expect(await bodiesIn('orders')).toEqual(all(40))
  expect(await bodiesIn('dead')).toEqual([])
})
