import { once } from 'node:events'
import { buffer, text } from 'node:stream/consumers'
import { describe, expect, test } from 'vitest'
import { sluice } from '../../cli/fixtures.ts'
import { aServer } from '../server/aServer.ts'
import { makeSluice, startCommand } from './aCommand.ts'

async function open(flags: Parameters<typeof aServer>[0] = {}) {
  const { server, ask } = await aServer(flags)
  const { url } = server
  return { ask, url, sluice: (line: string, input = '') => sluice(line.split(' '), { url, input }) }
}

const jsonLines = (stdout: string) =>
  stdout
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line))

test('a message goes its way: create, publish, peek, poll, extend, nack, poll, ack', async () => {
  const { sluice } = await open()
  expect(await sluice('queue create orders --visibility-timeout 2m')).toMatchObject({ code: 0, stderr: '' })
  const published = await sluice('publish orders hello --attribute colour=blue')
  const id = published.stdout.trim()
  expect((await sluice('peek orders')).stdout).toContain(id)

  const [first] = jsonLines((await sluice('poll orders --json')).stdout)
  expect(first).toMatchObject({ id, body: 'hello', attempts: 1, attributes: { colour: { value: 'blue' } } })
  expect((await sluice(`extend orders ${first.receipt} --visibility-timeout 5m`)).stdout).toContain('extended')
  expect(await sluice(`nack orders ${first.receipt} --reason busy`)).toMatchObject({ code: 0 })

  const [second] = jsonLines((await sluice('poll orders --json')).stdout)
  expect(second).toMatchObject({ id, attempts: 2, lastNackReason: 'busy' })
  expect(await sluice(`ack orders ${first.receipt}`)).toMatchObject({ code: 1, stdout: `replaced ${first.receipt}\n` })
  expect(await sluice(`ack orders ${second.receipt}`)).toMatchObject({ code: 0, stdout: `acked ${second.receipt}\n` })
  expect(await sluice('poll orders --ack')).toMatchObject({ code: 0, stdout: '' })
})

test('a reminder is looked up, rescheduled and cancelled', async () => {
  const { sluice } = await open()
  await sluice('queue create reminders')
  const id = (await sluice('publish reminders renew --at 2031-01-01T09:00:00Z')).stdout.trim()
  const edited = await sluice(`message edit reminders ${id} --at 2030-01-01T09:00:00Z --json`)
  expect(jsonLines(edited.stdout)).toMatchObject([{ id, state: 'delayed', visibleAt: '2030-01-01T09:00:00.000Z' }])
  expect((await sluice('peek reminders --state delayed')).stdout).toContain('2030-01-01')
  expect(await sluice(`message cancel reminders ${id} --yes`)).toMatchObject({ code: 0 })
  expect(await sluice(`message show reminders ${id}`)).toMatchObject({ code: 3 })
})

test('the better of two messages comes first, and an edit makes another the better', async () => {
  // Nothing gets old, so no poll begins at the worst.
  const { sluice } = await open({ clock: 'virtual' })
  await sluice('queue create alarms')
  const id = (await sluice('publish alarms visitor --priority 12')).stdout.trim()
  await sluice('publish alarms pump --priority 3')
  expect((await sluice(`message show alarms ${id}`)).stdout).toMatch(/^priority +12$/m)
  expect((await sluice('poll alarms --bodies')).stdout).toContain('pump')
  await sluice('publish alarms pump --priority 3')
  expect((await sluice(`message edit alarms ${id} --priority 1`)).stdout).toMatch(/^priority +1$/m)
  expect((await sluice('poll alarms')).stdout).toMatch(/^priority +1$/m)
  expect(await sluice('publish alarms x --priority 17')).toMatchObject({ code: 2 })
})

test('dead letters are put back', async () => {
  const { sluice } = await open()
  await sluice('queue create dead')
  await sluice('queue create orders --dead-letter dead --max-attempts 5')
  await sluice('publish orders hello')
  const [{ receipt }] = jsonLines((await sluice('poll orders --json')).stdout)
  await sluice(`nack orders ${receipt} --dead-letter`)
  const { code, stdout } = await sluice('redrive dead --wait --json')
  const [redrive] = jsonLines(stdout)
  expect({ code, redrive }).toMatchObject({ code: 0, redrive: { state: 'completed', moved: 1 } })
  expect((await sluice(`redrive show ${redrive.id}`)).stdout).toMatch(/^moved +1 of about 1$/m)
  expect((await sluice('redrive list dead')).stdout).toBe(`${redrive.id} completed 1\n`)
  expect((await sluice('redrive cancel x')).code).toBe(3)
  expect((await sluice('poll orders --bodies')).stdout).toBe('hello\n')
})

test('queues are listed, changed, paused, emptied and deleted', async () => {
  const { sluice } = await open()
  for (const name of ['a', 'b']) await sluice(`queue create ${name}`)
  expect(await sluice('queue create a')).toMatchObject({ code: 4 })
  expect((await sluice('queue list')).stdout).toBe('a\nb\n')
  await sluice('publish a x')
  expect((await sluice('queue update a --wait 3')).stdout).toMatch(/^wait +3 s$/m)
  expect((await sluice('queue pause a')).stdout).toMatch(/^paused +yes$/m)
  expect((await sluice('poll a --wait 0')).stdout).toBe('')
  expect((await sluice('queue resume a')).stdout).toMatch(/^paused +no$/m)
  expect(await sluice('queue purge a')).toMatchObject({ code: 2 })
  expect(await sluice('queue purge a --yes')).toMatchObject({ code: 0 })
  expect(jsonLines((await sluice('queue show a --json')).stdout)).toMatchObject([{ stats: { visible: 0 } }])
  expect(await sluice('queue delete b --yes')).toMatchObject({ code: 0 })
  expect((await sluice('queue list')).stdout).toBe('a\n')
})

test('bytes of any kind come back as they went', async () => {
  const { url, sluice } = await open()
  await sluice('queue create orders')
  const bytes = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte).filter(byte => byte !== 10 && byte !== 13))
  expect(await makeSluice(url)('publish orders', bytes)).toMatchObject({ code: 0 })
  const { stdout } = startCommand(url, ['poll', 'orders', '--bodies', '--ack'])
  expect(await buffer(stdout)).toEqual(Buffer.concat([bytes, Buffer.from('\n')]))
})

test('thousands of lines from a pipe arrive, each once', async () => {
  const { sluice } = await open()
  await sluice('queue create orders')
  const bodies = Array.from({ length: 3_000 }, (_, n) => `line ${n}`)
  const { code, stdout, stderr } = await sluice('publish orders', bodies.join('\n'))
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  const ids = stdout.trim().split('\n')
  const held = jsonLines((await sluice('peek orders --limit 4000 --json')).stdout)
  expect(held.map(({ id }) => id).sort()).toEqual(ids.toSorted())
  expect(held.map(({ body }) => body).sort()).toEqual(bodies.sort())
})

describe('the other end', () => {
  test('a server that is not there is exit code 5', async () => {
    const result = await makeSluice('http://127.0.0.1:9')('queue list')
    expect(result).toMatchObject({ code: 5, stdout: '', stderr: expect.stringContaining('no answer from') })
  })

  test('a reader who leaves early ends the command quietly', async () => {
    const { url, sluice } = await open()
    await sluice('queue create orders')
    await sluice('publish orders', 'a longer line than most\n'.repeat(2_000))
    const child = startCommand(url, ['peek', 'orders', '--limit', '2000'])
    child.stdout.once('data', () => child.stdout.destroy())
    const [stderr, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')])
    expect({ code, stderr }).toEqual({ code: 141, stderr: '' })
  })
})
