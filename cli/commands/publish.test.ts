import { writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { json, problem, type Reply, type Sent } from '../../client/fixtures.ts'
import type { NewMessage } from '../../client/index.ts'
import { sluice } from '../fixtures.ts'

const messagesOf = ({ body }: Sent): NewMessage[] => (body as { messages: NewMessage[] }).messages

const storing: Reply = sent => json({ messages: messagesOf(sent).map(({ body }) => ({ id: `id-${body}` })) }, 201)

const publish = (words: string[], input?: string | Uint8Array, replies: Reply[] = [storing]) =>
  sluice(['publish', 'orders', ...words], { replies, ...(input === undefined ? {} : { input }) })

describe('one message', () => {
  test('from the command line, with all that can be said of it', async () => {
    const flags =
      '--at 2031-01-01T09:00:00Z --expires-in 1h --priority 1 --attribute a=1 --attribute b=2 --retry table:5,1m'
    const { code, stdout, sent, requests } = await publish(['hi', ...flags.split(' ')])
    expect({ code, stdout, requests }).toEqual({
      code: 0,
      stdout: 'id-hi\n',
      requests: ['POST /v1/queues/orders/messages'],
    })
    expect(messagesOf(sent[0]!)).toEqual([
      {
        body: 'hi',
        deliverAt: '2031-01-01T09:00:00.000Z',
        expiresInSeconds: 3_600,
        priority: 1,
        attributes: { a: { type: 'string', value: '1' }, b: { type: 'string', value: '2' } },
        retry: { kind: 'table', delaysSeconds: [5, 60] },
      },
    ])
  })

  test('with --json the id comes as JSON', async () => {
    expect((await publish(['hi', '--json', '--delay', '15m'])).stdout).toBe('{"id":"id-hi"}\n')
  })

  test('with --json what an ordered queue says comes whole; without it only the id', async () => {
    const stored = { id: 'm1', sequence: '00000000000000000007' }
    const reply = () => json({ messages: [stored] }, 201)
    expect((await publish(['hi', '--json', '--group', 'g'], undefined, [reply])).stdout).toBe(
      `${JSON.stringify(stored)}\n`,
    )
    expect((await publish(['hi', '--group', 'g'], undefined, [reply])).stdout).toBe('m1\n')
  })

  test('an empty one', async () => {
    expect(messagesOf((await publish([''])).sent[0]!)).toEqual([{ body: '' }])
  })

  test.each([
    ['text', Buffer.from('grüße\n'), { body: 'grüße\n' }],
    ['bytes', Buffer.of(0xff, 0), { body: '/wA=', bodyEncoding: 'base64' }],
  ])('from a file of %s, whole', async (_, content, message) => {
    const folder = await mkdtemp(join(tmpdir(), 'sluice-publish-'))
    writeFileSync(join(folder, 'body'), content)
    const { sent } = await publish(['--file', join(folder, 'body')])
    await rm(folder, { recursive: true })
    expect(messagesOf(sent[0]!)).toEqual([message])
  })

  test('from a file that is not there', async () => {
    expect(await publish(['--file', '/nowhere'])).toMatchObject({ code: 1, sent: [] })
  })
})

describe('from stdin', () => {
  test('each line is a message, the flags hold for all', async () => {
    const { stdout, sent } = await publish(['--delay', '5'], 'a\nb\n\nc')
    expect(stdout).toBe('id-a\nid-b\nid-\nid-c\n')
    expect(messagesOf(sent[0]!)).toEqual(['a', 'b', '', 'c'].map(body => ({ body, delaySeconds: 5 })))
  })

  test('a line that is no UTF-8 goes as bytes', async () => {
    const { sent } = await publish([], Buffer.of(0xff, 0x0a))
    expect(messagesOf(sent[0]!)).toEqual([{ body: '/w==', bodyEncoding: 'base64' }])
  })

  test('nothing to read publishes nothing', async () => {
    expect(await publish([], '')).toMatchObject({ code: 0, stdout: '', sent: [] })
  })

  test('many lines go in full requests, and their ids come out in order', async () => {
    const bodies = Array.from({ length: 1_000 }, (_, n) => `line ${n}`)
    const { stdout, sent } = await publish([], bodies.join('\n'), Array(70).fill(storing))
    expect(stdout).toBe(bodies.map(body => `id-${body}\n`).join(''))
    expect(sent.length).toBeLessThanOrEqual(64)
  })

  test('on a terminal says what it waits for', async () => {
    const { stdout, stderr } = await sluice(['publish', 'orders'], { replies: [storing], answers: 'a\n' })
    expect({ stdout, stderr }).toEqual({ stdout: 'id-a\n', stderr: 'reading one message a line; end with Ctrl-D\n' })
  })
})

describe('--json-lines', () => {
  test('each line is a message with what it says of itself; flags fill in what it does not say', async () => {
    const attributes = { n: { type: 'number', value: '1' } }
    const lines = [
      { body: 'a', attributes },
      { body: '/w==', bodyEncoding: 'base64', delaySeconds: 9 },
    ]
    const { code, sent } = await publish(
      ['--json-lines', '--delay', '5'],
      lines.map(line => JSON.stringify(line)).join('\n\n'),
    )
    expect(code).toBe(0)
    expect(messagesOf(sent[0]!)).toEqual([{ delaySeconds: 5, ...lines[0] }, lines[1]])
  })

  test.each(['{"body":', '"text"', '{}', 'null'])(
    '%j is refused with its line; what came before is published',
    async line => {
      const { code, stdout, stderr } = await publish(['--json-lines'], `{"body":"a"}\n${line}\n{"body":"b"}`)
      expect({ code, stdout }).toEqual({ code: 1, stdout: 'id-a\n' })
      expect(stderr).toContain('line 2: not a JSON object with a body')
    },
  )
})

describe('refusals', () => {
  const refuseSecond = problem('InvalidInput', 422, {
    errors: [{ pointer: '/messages/1/body', detail: 'is too long' }],
  })

  test('name the line; what else was under way is published and its ids printed', async () => {
    const { code, stdout, stderr } = await publish([], 'a\nb\nc', [refuseSecond, storing])
    expect({ code, stdout }).toEqual({ code: 4, stdout: 'id-a\nid-c\n' })
    expect(stderr).toContain('sluice: line 2: The message is not valid. /body is too long')
    expect(stderr).toContain('2 published, 1 not; the rest was not read')
  })

  test('reading ends with them', async () => {
    const bodies = Array.from({ length: 5_000 }, (_, n) => `line ${n}`).join('\n')
    const { code, sent } = await publish(
      [],
      bodies,
      Array(1_000).fill(() => problem('QueueNotFound', 404)),
    )
    expect(code).toBe(3)
    expect(sent.length).toBeLessThan(40)
  })
})
