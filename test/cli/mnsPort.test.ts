import { expect, test } from 'vitest'
import { CommandError } from '../../cli/exit.ts'
import { mnsPort } from '../../cli/verify/mnsPort.ts'
import { NetworkError } from '../../client/index.ts'
import { aServer } from '../server/aServer.ts'
import { aCommand } from './aCommand.ts'
import { aProxy, type Lies } from './aProxy.ts'

const never = new AbortController().signal

async function open(lies: Lies = {}) {
  const { server } = await aServer({ auth: 'on' })
  const { id, secret } = server.firstKey!
  const url = await aProxy(server.url, lies)
  const environment = { SLUICE_ACCESS_KEY_ID: id, SLUICE_SECRET_ACCESS_KEY: secret }
  const port = mnsPort({ url, queue: 'orders', environment })
  await port.create(10)
  return { port, url }
}

test('what is published is handed out once, with its attempts, and gone once it is acked', async () => {
  const { port } = await open()
  const stored = await port.publish(['a', ' <b>&\r\n😀 '], [])
  const handed = await port.poll(10, 0, never)
  expect(handed.map(({ id, body, attempts }) => ({ id, body, attempts }))).toEqual([
    { id: stored[0]!.id, body: 'a', attempts: 1 },
    { id: stored[1]!.id, body: ' <b>&\r\n😀 ', attempts: 1 },
  ])
  expect(await port.poll(10, 0, never)).toEqual([])
  expect(await port.depth()).toBe(2)
  const [first, second] = handed.map(({ receipt }) => receipt)
  expect(await port.ack([first!])).toEqual([true])
  expect(await port.ack([first!, second!])).toEqual([false, true])
  expect(await port.depth()).toBe(0)
  await port.remove()
})

test('nobody gets in without the key', async () => {
  const { url } = await open()
  await expect(mnsPort({ url, queue: 'orders', environment: {} }).depth()).rejects.toThrow('MissingAuthorizationHeader')
})

const errorOf = (code: string) => `<Error><Code>${code}</Code><Message>Oh.</Message></Error>`

test.each([
  ['a refusal', { status: 400, body: errorOf('InvalidArgument') }, CommandError, 'MNS refused: Oh. (InvalidArgument)'],
  ['a queue that has gone', { status: 404, body: errorOf('QueueNotExist') }, CommandError, 'Oh. (QueueNotExist)'],
  ['a fault', { status: 503, body: errorOf('ServiceUnavailable') }, NetworkError, 'Oh. (ServiceUnavailable)'],
])('%s is told as what passes or does not, whatever was asked', async (_, lie, kind, words) => {
  const { port } = await open({ answer: ({ method }) => (method === 'PUT' ? undefined : lie) })
  for (const ask of [() => port.publish(['a'], []), () => port.poll(1, 0, never), () => port.ack(['1-a'])]) {
    const failure = await ask().catch(error => error)
    expect(failure).toBeInstanceOf(kind)
    expect(failure.message).toContain(words)
  }
})

test('a server that is not there is unreachable, which passes', async () => {
  const port = mnsPort({ url: 'http://127.0.0.1:1', queue: 'orders', environment: {} })
  await expect(port.depth()).rejects.toBeInstanceOf(NetworkError)
})

test('an ordered queue is not verified by MNS', async () => {
  const { code, stderr } = await aCommand('http://127.0.0.1:1', ['verify', '--ordered', '--protocol', 'mns']).result
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('--ordered needs') })
})
