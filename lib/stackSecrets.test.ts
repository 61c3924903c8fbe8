import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { expect, onTestFinished, test, vi } from 'vitest'
import { Keyring } from './domain/keyring.ts'
import { stackSecrets } from './stackSecrets.ts'

const texts = ['a', 'b', 'c'].map(letter => letter.repeat(64))

let endpoint: string

/** A Secrets Manager with one secret. */
async function aSecret(SecretString: string, status = 200) {
  const seen: { target: unknown; body: unknown }[] = []
  const server = createServer(async (request: IncomingMessage, response) => {
    seen.push({ target: request.headers['x-amz-target'], body: await json(request) })
    const refusal = { __type: 'AccessDeniedException', Message: 'not yours' }
    response.writeHead(status).end(JSON.stringify(status === 200 ? { SecretString } : refusal))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'key')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret')
  onTestFinished(() => {
    vi.unstubAllEnvs()
    server.closeAllConnections()
    server.close()
  })
  return seen
}

const read = () => stackSecrets({ id: 'installation', region: 'eu-central-1', endpoint })

const secretsOf = async (stored: object) => {
  await aSecret(JSON.stringify(stored))
  return read()
}

test('the secret is asked for by its id, and always gives the same key', async () => {
  const seen = await aSecret(JSON.stringify({ current: texts[0] }))
  const [first, ...others] = await read()
  expect(seen).toMatchObject([{ target: 'secretsmanager.GetSecretValue', body: { SecretId: 'installation' } }])
  expect(first).toMatchObject({ id: expect.stringMatching(/^[0-9a-f]{8}$/), secret: expect.any(Uint8Array) })
  expect(first.secret).toHaveLength(32)
  expect(others).toEqual([])
  expect(await read()).toEqual([first])
})

test('a secret is changed without refusing what was signed before', async () => {
  const keyrings: Keyring[] = []
  for (const stored of [
    { current: texts[0] },
    { current: texts[0], other: texts[1] },
    { current: texts[1], other: texts[0] },
    { current: texts[1] },
  ])
    keyrings.push(new Keyring(await secretsOf(stored)))
  const payload = Buffer.from('a receipt')
  const opens = (by: number, signer: number) =>
    keyrings[by]!.open('receipt', keyrings[signer]!.seal('receipt', payload)) !== undefined
  // Functions of one step and of the next run side by side: each understands the other.
  for (const step of [0, 1, 2]) expect([opens(step, step + 1), opens(step + 1, step)]).toEqual([true, true])
  expect(opens(3, 0)).toBe(false)
})

test.each([
  ['', 'it is not JSON'],
  [texts[0]!, 'it is not JSON'],
  ['null', 'it has to hold {"current": TEXT}'],
  [JSON.stringify({ other: texts[0] }), 'it has to hold {"current": TEXT}'],
  [JSON.stringify({ current: 'short' }), 'at least 43 characters'],
  [JSON.stringify({ current: texts[0], other: 7 }), 'at least 43 characters'],
])('%j is refused, and not quoted', async (text, reason) => {
  await aSecret(text)
  const failure = await read().then(
    () => expect.unreachable(),
    (error: Error) => error,
  )
  expect(failure.message).toMatch(/^The secret installation cannot be used: /)
  expect(failure.message).toContain(reason)
  expect(failure.message).not.toContain(texts[0])
})

test('where it may not be read, that is said with its name', async () => {
  await aSecret('', 400)
  await expect(read()).rejects.toThrow('The secret installation cannot be used: not yours')
})
