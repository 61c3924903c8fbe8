import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { exitCodes } from '../../cli/exit.ts'
import { sluice } from '../../cli/fixtures.ts'
import { aFolder, aServer } from '../server/aServer.ts'

async function open() {
  const { server, ask } = await aServer({ push: 'off' })
  const file = join(aFolder(), 'queues.json')
  const apply = (queues: unknown, ...flags: string[]) => {
    writeFileSync(file, JSON.stringify({ queues }))
    return sluice(['apply', '-f', file, ...flags], { url: server.url })
  }
  const triggers = async (queue: string) => (await ask('GET', `/v1/queues/${queue}/triggers`)).json().items
  return { file, apply, triggers }
}

const mail = { target: { kind: 'queue', queue: 'mails' }, batchSize: 5 }

test('triggers are made once the queues are that they name; a second run finds nothing to do', async () => {
  const { apply, triggers } = await open()
  const file = { orders: { waitSeconds: 1, triggers: { mail } }, mails: {} }
  expect((await apply(file, '--dry-run')).stdout).toBe('orders: created\nmails: created\n')
  expect(await apply(file)).toMatchObject({ code: 0, stdout: 'orders: created\nmails: created\n' })
  expect(await triggers('orders')).toMatchObject([{ name: 'mail', ...mail }])
  expect((await apply(file)).stdout).toBe('orders: unchanged\nmails: unchanged\n')
})

test('what differs in a trigger is changed and named, null ends one, others stay', async () => {
  const { apply, triggers } = await open()
  await apply({ orders: { triggers: { mail, other: mail, old: mail } }, mails: {} })
  const file = { orders: { triggers: { mail: { batchSize: 6 }, old: null } } }
  const to = '({"kind":"queue","queue":"mails"} to none)'
  const stdout = `orders: changed triggers.mail.batchSize (5 to 6), triggers.old ${to}\n`
  expect(await apply(file)).toMatchObject({ code: 0, stdout })
  expect(await triggers('orders')).toMatchObject([{ ...mail, name: 'mail', batchSize: 6 }, { name: 'other' }])
  expect((await apply(file)).stdout).toBe('orders: unchanged\n')
})

test.each([
  [{ mail: { batchSize: 5 } }, 'triggers.mail.target is missing'],
  [{ mail: { ...mail, batchSize: 101 } }, 'triggers.mail.batchSize'],
  [{ mail: { target: { kind: 'mail' } } }, 'triggers.mail.target.kind'],
  [{ 'a.b': mail }, 'the name of the trigger a.b'],
  [[], 'triggers has to be an object'],
])('triggers %j are refused before anything is changed', async (triggers, words) => {
  const { apply, file } = await open()
  const refused = await apply({ orders: { triggers }, mails: {} })
  expect(refused).toMatchObject({ code: exitCodes.usage })
  expect(refused.stderr).toContain(`${file}: queue orders: ${words}`)
  expect(refused.stderr).toContain('Nothing was changed.')
})
