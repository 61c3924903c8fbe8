import { describe, expect, test } from 'vitest'
import { makeBearer } from '../../../lib/identity/bearer.ts'
import { makeNative } from '../../../lib/protocols/native/native.ts'
import type { Operation } from '../../../lib/protocols/native/operation.ts'
import { refusalProblems } from '../../../lib/protocols/native/problems.ts'
import { routes } from '../../../lib/protocols/native/routes.ts'
import { anInstallation, aRequest } from '../../identity/anInstallation.ts'
import { type Credentials, everybodyOutside, walk, watchActions } from '../../identity/walk.ts'

const messageId = '00112233-4455-8677-8899-aabbccddeeff'
const message = { messages: [{ body: 'x' }] }
const receipts = { receipts: ['x'] }

/** What each route asks for at least; a route that is not here is open. */
const bodies: Record<string, unknown> = {
  publish: message,
  poll: {},
  ack: receipts,
  nack: receipts,
  extend: { ...receipts, visibilityTimeoutSeconds: 30 },
  listQueues: undefined,
  putQueue: {},
  getQueue: undefined,
  updateQueue: {},
  deleteQueue: undefined,
  queueStats: undefined,
  browse: undefined,
  getMessage: undefined,
  editMessage: { delaySeconds: 1 },
  cancelMessage: undefined,
  purge: undefined,
  pause: undefined,
  resume: undefined,
  startRedrive: {},
  listRedrives: undefined,
  getRedrive: undefined,
  cancelRedrive: undefined,
  publishToTopic: message,
  listTopics: undefined,
  putTopic: {},
  getTopic: undefined,
  updateTopic: {},
  deleteTopic: undefined,
  listTriggers: undefined,
  putTrigger: { target: { kind: 'http', url: 'https://example.com/' } },
  getTrigger: undefined,
  updateTrigger: {},
  deleteTrigger: undefined,
  listSubscriptions: undefined,
  putSubscription: { endpoint: { kind: 'http', url: 'https://example.com/' } },
  getSubscription: undefined,
  updateSubscription: {},
  deleteSubscription: undefined,
  subscriptionStats: undefined,
  createAccessKey: { owner: 'eve', grants: [{ actions: ['*'], queues: ['*'] }] },
  listAccessKeys: undefined,
  revokeAccessKey: undefined,
  getCertificate: undefined,
  rotateCertificate: undefined,
}

const isOpen = ({ open }: Operation): boolean => open === true

async function aDoor() {
  const installation = await anInstallation()
  const { perform, desk, clock } = installation
  const answer = makeNative({
    perform,
    authenticate: makeBearer(desk),
    exchange: () => Promise.reject(new Error('nobody exchanges anything here')),
    clock,
    onFault: () => {},
  })
  const ask = (operation: Operation, authorization: string | undefined, redrive = messageId) => {
    const path = operation.path
      .replace('/redrives/{id}', `/redrives/${redrive}`)
      .replace('/access-keys/{id}', '/access-keys/SLCEAAAAAAAAAAAAAAAA')
      .replace('{queue}', 'orders')
      .replace('{trigger}', 'handler')
      .replace('{topic}', 'news')
      .replace('{subscription}', 'orders')
      .replace('{id}', messageId)
    const body = bodies[operation.id]
    return answer(
      aRequest({
        method: operation.method,
        path,
        query: new URLSearchParams(operation.id === 'browse' ? 'state=visible' : ''),
        headers: { 'content-type': 'application/json', authorization },
        body: body === undefined ? undefined : JSON.stringify(body),
      }),
    )
  }
  return { ...installation, ask }
}

const headerOf = (credentials: Credentials): string | undefined => {
  if (credentials.kind === 'none') return undefined
  if (credentials.kind === 'malformed') return 'Bearer nothing'
  const { id, secret, sessionToken } = credentials
  return `Bearer ${[id, secret, sessionToken].filter(part => part !== undefined).join('.')}`
}

describe('who has to stay outside, does, on', () => {
  test.each(routes.filter(route => !isOpen(route)).map(route => [route.id, route] as const))(
    '%s',
    async (id, route) => {
      expect(Object.keys(bodies)).toContain(id)
      const { ask, aKey, ...rest } = await aDoor()
      const redrive = route.path.includes('/redrives/{id}') ? await aRedrive(rest) : undefined
      const situations = await everybodyOutside({ aKey, ...rest })
      const good = { kind: 'key', ...(await aKey()) } as const
      await walk(situations, good, async credentials => {
        const { body } = await ask(route, headerOf(credentials), redrive)
        return (JSON.parse(body!) as { code: string }).code
      })
    },
  )
})

/** One of the queue `orders`: whose it is is looked up before anybody's right to it is. */
async function aRedrive({ perform }: Pick<Awaited<ReturnType<typeof anInstallation>>, 'perform'>): Promise<string> {
  const { anyone } = await import('../../../lib/identity/perform.ts')
  const signal = new AbortController().signal
  await perform(anyone, 'putQueue', { queue: 'orders', settings: {}, expected: 'any' }, signal)
  return (await perform(anyone, 'startRedrive', { queue: 'orders' }, signal)).id
}

test('what is open is what nobody need be anybody for, and reaches no action', async () => {
  const open = routes.filter(isOpen)
  expect(open.map(({ id }) => id).sort()).toEqual(['docs', 'exchangeCredentials', 'health', 'openapi'])
  const { ask } = await aDoor()
  const { reached, restore } = watchActions()
  const statuses = await Promise.all(open.map(async route => [route.id, (await ask(route, undefined)).status]))
  restore()
  expect(Object.fromEntries(statuses)).toEqual({ health: 200, openapi: 200, docs: 200, exchangeCredentials: 400 })
  expect(reached).toEqual([])
})

test('every refusal is 401 and says what to send', async () => {
  const { ask, ...installation } = await aDoor()
  const route = routes.find(({ id }) => id === 'listQueues')!
  for (const { credentials, code } of await everybodyOutside(installation)) {
    const { status, headers } = await ask(route, headerOf(credentials))
    expect([code, status]).toEqual([code, code === 'Forbidden' ? 403 : 401])
    const challenge = headers['www-authenticate']
    if (code === 'Forbidden') expect(challenge).toBeUndefined()
    else if (code === 'MissingCredentials') expect(challenge).toBe('Bearer realm="sluice"')
    else expect(challenge).toBe('Bearer realm="sluice", error="invalid_token"')
  }
  expect(new Set(Object.values(refusalProblems).map(({ status }) => status))).toEqual(new Set([401]))
})

test('a route that is not there is not there for anybody', async () => {
  const { ask } = await aDoor()
  const nowhere = { ...routes[0]!, path: '/v1/nowhere' }
  expect((await ask(nowhere, undefined)).status).toBe(404)
})
