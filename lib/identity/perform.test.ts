import { describe, expect, test } from 'vitest'
import { anInstallation, type Installation, never } from '../../test/identity/anInstallation.ts'
import type { ActionName, InputOf } from '../actions/actions.ts'
import type { AccessStatement } from '../domain/accessPolicy.ts'
import { allows, everything, type Grant } from '../domain/grants.ts'
import type { Json } from '../store/store.ts'
import { anyone, type Caller } from './caller.ts'

const account = '123456789012'
const arn = `arn:aws:iam::${account}:user/ann`

const aCaller = (grants: readonly Grant[]): Caller => ({
  name: 'ann (KEY)',
  may: (action, queue) => allows(grants, action, queue),
  principal: { arn, account },
  requestId: 'r-1',
})

const may = (actions: ActionName[], ...queues: string[]): Grant => ({ actions, queues })

/** Whether the caller gets past the door: whatever an action says of it afterwards. */
async function isLetIn<Name extends ActionName>(
  { perform }: Installation,
  grants: readonly Grant[],
  name: Name,
  input: InputOf<Name>,
): Promise<boolean> {
  const error = await perform(aCaller(grants), name, input, never).catch((thrown: { code: string }) => thrown)
  return (error as { code?: string } | undefined)?.code !== 'Forbidden'
}

test('a caller is asked for the action and the queue that it names, before anything is done', async () => {
  const { perform } = await anInstallation()
  const asked: unknown[] = []
  const nobody = { name: 'nobody', may: (...right: unknown[]) => asked.push(right) === 0 }
  const refused = perform(nobody, 'putQueue', { queue: 'orders', settings: {}, expected: 'any' }, never)
  await expect(refused).rejects.toMatchObject({ code: 'Forbidden' })
  await expect(perform(nobody, 'listQueues', { prefix: '', limit: 1 }, never)).rejects.toMatchObject({
    code: 'Forbidden',
  })
  expect(asked).toEqual([
    ['putQueue', 'orders'],
    ['listQueues', undefined],
  ])
  expect(await perform(anyone, 'listQueues', { prefix: '', limit: 1 }, never)).toEqual({ queues: [] })
})

test('whoever may, gets what the action answers', async () => {
  const { perform } = await anInstallation()
  const caller = aCaller([may(['getQueue'], 'a')])
  await expect(perform(caller, 'getQueue', { queue: 'a' }, never)).rejects.toMatchObject({ code: 'QueueNotFound' })
  await expect(perform(caller, 'getQueue', { queue: 'b' }, never)).rejects.toMatchObject({ code: 'Forbidden' })
})

test('a refusal says which right is missing on the queue that was named, and names no other', async () => {
  const { perform } = await anInstallation()
  const boss = aCaller([may(['putQueue', 'startRedrive', 'publish'], '*')])
  for (const queue of ['from', 'to']) await perform(boss, 'putQueue', { queue, settings: {}, expected: 'any' }, never)
  const { id } = await perform(boss, 'startRedrive', { queue: 'from', to: 'to' }, never)
  const asked = perform(aCaller([]), 'getQueue', { queue: 'from' }, never)
  await expect(asked).rejects.toThrow('ann (KEY) has no right to getQueue on the queue from.')
  await expect(perform(aCaller([]), 'getRedrive', { id }, never)).rejects.toThrow(
    /^ann \(KEY\) has no right to getRedrive\.$/,
  )
})

describe('who has messages moved into a queue', () => {
  test('by a redrive, needs the right to publish there', async () => {
    const installation = await anInstallation()
    const only = [may(['startRedrive'], 'dead')]
    expect(await isLetIn(installation, only, 'startRedrive', { queue: 'dead', to: 'orders' })).toBe(false)
    expect(
      await isLetIn(installation, [...only, may(['publish'], 'dead')], 'startRedrive', { queue: 'dead', to: 'orders' }),
    ).toBe(false)
    const both = [...only, may(['publish'], 'orders')]
    expect(await isLetIn(installation, both, 'startRedrive', { queue: 'dead', to: 'orders' })).toBe(true)
    expect(await isLetIn(installation, only, 'startRedrive', { queue: 'dead' })).toBe(true)
  })

  test.each(['putQueue', 'updateQueue'] as const)('by a dead-letter rule of %s, too', async name => {
    const installation = await anInstallation()
    const deadLetter = { queue: 'dead', attemptsMax: 3, expired: false }
    const input = { queue: 'orders', settings: { deadLetter }, expected: 'any' } as const
    const only = [may([name], 'orders')]
    expect(await isLetIn(installation, only, name, input)).toBe(false)
    expect(await isLetIn(installation, [...only, may(['publish'], 'dead')], name, input)).toBe(true)
    expect(await isLetIn(installation, only, name, { ...input, settings: {} })).toBe(true)
  })
})

test('a redrive is shown and cancelled by who may do that on its queue', async () => {
  const installation = await anInstallation()
  const { perform } = installation
  await perform(anyone, 'putQueue', { queue: 'dead', settings: {}, expected: 'any' }, never)
  const { id } = await perform(anyone, 'startRedrive', { queue: 'dead' }, never)
  for (const name of ['getRedrive', 'cancelRedrive'] as const) {
    expect(await isLetIn(installation, [may([name], 'orders')], name, { id })).toBe(false)
    expect(await isLetIn(installation, [may(['publish'], 'dead')], name, { id })).toBe(false)
    expect(await isLetIn(installation, [may([name], 'dead')], name, { id })).toBe(true)
    expect(await isLetIn(installation, [may([name], '*')], name, { id })).toBe(true)
  }
})

describe('nobody gives a key rights that they do not have', () => {
  const mine = [may(['createAccessKey'], '*'), may(['publish', 'poll'], 'orders-*')]

  test.each<[Grant, boolean]>([
    [may(['publish'], 'orders-1'), true],
    [may(['publish', 'poll'], 'orders-*', 'orders-a*'), true],
    [may(['publish', 'ack'], 'orders-1'), false],
    [may(['publish'], 'orders-1', 'bills'), false],
    [may(['publish'], '*'), false],
    [may(['publish'], 'orders*'), false],
    [{ actions: ['*'], queues: ['orders-1'] }, false],
  ])('%j', async (grant, isGiven) => {
    const installation = await anInstallation()
    const input = { owner: 'ann', grants: [grant] }
    expect(await isLetIn(installation, mine, 'createAccessKey', input)).toBe(isGiven)
    const { keys } = await installation.perform(anyone, 'listAccessKeys', { limit: 10 }, never)
    expect(keys).toHaveLength(isGiven ? 1 : 0)
    expect(await isLetIn(installation, everything, 'createAccessKey', input)).toBe(true)
  })
})

test('nor does one grant that they have let another one through', async () => {
  const mine = [may(['createAccessKey'], '*'), may(['publish'], 'orders')]
  const input = { owner: 'ann', grants: [may(['publish'], 'orders'), may(['publish'], 'bills')] }
  expect(await isLetIn(await anInstallation(), mine, 'createAccessKey', input)).toBe(false)
})

describe('nobody makes a key that statements take for somebody else', () => {
  const grants = [may(['createAccessKey'], '*')]
  const roleArn = 'arn:aws:iam::123456789012:role/worker'
  const asAnn = aCaller(grants)
  const asRole: Caller = { ...asAnn, principal: { arn: roleArn, account } }

  test.each<[string, Caller, { owner: string; roleArn?: string }]>([
    ['one of another owner', asAnn, { owner: 'bob' }],
    ['the entry of a role', asAnn, { owner: 'ann', roleArn }],
    ['a key, by a role, though its entry has that owner', asRole, { owner: 'ann' }],
  ])('%s', async (_what, caller, whose) => {
    const { perform } = await anInstallation()
    const make = (by: Caller) => perform(by, 'createAccessKey', { ...whose, grants }, never)
    const message = expect.stringMatching(/^Keys of another owner.*may do everything/)
    await expect(make(caller)).rejects.toMatchObject({ code: 'Forbidden', message })
    const admin: Caller = { ...caller, may: aCaller(everything).may }
    await expect(make(admin)).resolves.toMatchObject({ key: { owner: whose.owner } })
  })

  test('but one of their own, for which everything on some queues does not count as everything', async () => {
    const installation = await anInstallation()
    const mine = [...grants, may(['*' as ActionName], 'a*')]
    expect(await isLetIn(installation, mine, 'createAccessKey', { owner: 'bob', grants })).toBe(false)
    expect(await isLetIn(installation, mine, 'createAccessKey', { owner: 'ann', grants })).toBe(true)
  })
})

describe('what the owner of a queue says', () => {
  async function aQueueWith(...access: AccessStatement[]) {
    const installation = await anInstallation()
    const { documents } = installation.store
    await installation.perform(anyone, 'putQueue', { queue: 'orders', settings: {}, expected: 'any' }, never)
    const { value, version } = (await documents.read('queue', 'orders'))!
    await documents.write('queue', 'orders', { ...(value as object), notes: { access } } as unknown as Json, version)
    return installation
  }
  const say = (effect: AccessStatement['effect'], principal: string, ...actions: string[]): AccessStatement => ({
    effect,
    principals: [principal],
    actions,
  })
  const publishing = { queue: 'orders', messages: [{ body: Buffer.from('x'), kind: 'text' as const }] }

  test.each(['*', account, arn])('lets in %s, who may nothing else', async principal => {
    for (const actions of [['publish'], ['*']]) {
      const installation = await aQueueWith(say('allow', principal, ...actions))
      expect(await isLetIn(installation, [], 'publish', publishing)).toBe(true)
      expect(await isLetIn(installation, [], 'getQueue', { queue: 'orders' })).toBe(actions[0] === '*')
    }
  })

  test('keeps out whom it names, whatever else is allowed', async () => {
    const allowed = say('allow', '*', '*')
    for (const access of [
      [say('deny', arn, 'publish')],
      [allowed, say('deny', account, '*')],
      [say('deny', '*', 'publish'), allowed],
    ])
      expect(await isLetIn(await aQueueWith(...access), everything, 'publish', publishing)).toBe(false)
  })

  test('is nothing to others', async () => {
    for (const effect of ['allow', 'deny'] as const) {
      const others = ['210987654321', `${arn}2`, 'arn:aws:iam::210987654321:user/ann'].map(who => say(effect, who, '*'))
      const installation = await aQueueWith(...others, say(effect, '*', 'purge'))
      expect(await isLetIn(installation, [], 'publish', publishing)).toBe(false)
      expect(await isLetIn(installation, [may(['publish'], 'orders')], 'publish', publishing)).toBe(true)
    }
  })

  test('of a role holds whatever its path, and of one session for that one', async () => {
    const roleArn = 'arn:aws:iam::123456789012:role/worker'
    const sessionArn = 'arn:aws:sts::123456789012:assumed-role/worker/a'
    const asRole = async (principal: string, effect: AccessStatement['effect']) => {
      const { perform } = await aQueueWith(say(effect, principal, '*'))
      const grants = effect === 'deny' ? everything : []
      const role: Caller = { ...aCaller(grants), principal: { arn: roleArn, account, sessionArn } }
      return perform(role, 'getQueue', { queue: 'orders' }, never).then(
        () => 'in',
        () => 'out',
      )
    }
    for (const named of [roleArn, 'arn:aws:iam::123456789012:role/a/path/worker', sessionArn]) {
      expect(await asRole(named, 'allow')).toBe('in')
      expect(await asRole(named, 'deny')).toBe('out')
    }
    for (const other of [`${roleArn}2`, 'arn:aws:iam::123456789012:role/worker/b', `${sessionArn}b`]) {
      expect(await asRole(other, 'allow')).toBe('out')
      expect(await asRole(other, 'deny')).toBe('in')
    }
  })

  test('counts for the queue that messages are moved into, too', async () => {
    const redrive = { queue: 'dead', to: 'orders' }
    const mine = [may(['startRedrive'], 'dead')]
    expect(await isLetIn(await aQueueWith(say('allow', arn, 'publish')), mine, 'startRedrive', redrive)).toBe(true)
    expect(await isLetIn(await aQueueWith(say('deny', arn, 'publish')), everything, 'startRedrive', redrive)).toBe(
      false,
    )
  })

  test('is not theirs to give on', async () => {
    const installation = await aQueueWith(say('allow', arn, '*'))
    const input = { owner: 'ann', grants: [may(['publish'], 'orders')] }
    expect(await isLetIn(installation, [may(['createAccessKey'], '*')], 'createAccessKey', input)).toBe(false)
  })

  test('counts for a redrive that is named by its id, for who may do everything too', async () => {
    const installation = await aQueueWith(say('deny', arn, 'getRedrive', 'cancelRedrive'))
    const { id } = await installation.perform(anyone, 'startRedrive', { queue: 'orders' }, never)
    for (const name of ['getRedrive', 'cancelRedrive'] as const)
      expect(await isLetIn(installation, everything, name, { id })).toBe(false)
  })

  test('does not bind a server that asks nobody who they are', async () => {
    const { perform } = await aQueueWith(say('deny', '*', '*'))
    await expect(perform(anyone, 'getQueue', { queue: 'orders' }, never)).resolves.toBeDefined()
  })
})

describe('the audit log', () => {
  test('says who changed what, or was refused, and with which request', async () => {
    const { perform, log } = await anInstallation()
    const ann = aCaller([may(['putQueue'], 'orders')])
    const put = (queue: string) => perform(ann, 'putQueue', { queue, settings: {}, expected: 'absent' }, never)
    await put('orders')
    await put('orders').catch(() => {})
    await put('bills').catch(() => {})
    const line = { who: 'ann (KEY)', action: 'putQueue', queue: 'orders', id: undefined, requestId: 'r-1' }
    expect(log).toEqual([
      { ...line, outcome: 'done' },
      { ...line, outcome: 'VersionConflict' },
      { ...line, queue: 'bills', outcome: 'Forbidden' },
    ])
  })

  test('tells of faults too, and names the key that was made or revoked, never its secret', async () => {
    const { perform, log, store } = await anInstallation()
    const admin = aCaller(everything)
    const { key, secret } = await perform(admin, 'createAccessKey', { owner: 'bob', grants: everything }, never)
    await perform(admin, 'revokeAccessKey', { id: key.id }, never)
    store.documents.write = () => Promise.reject(new Error('broken'))
    await perform(admin, 'createAccessKey', { owner: 'bob', grants: everything }, never).catch(() => {})
    expect(log.map(({ action, id, outcome }) => ({ action, id, outcome }))).toEqual([
      { action: 'createAccessKey', id: key.id, outcome: 'done' },
      { action: 'revokeAccessKey', id: key.id, outcome: 'done' },
      { action: 'createAccessKey', id: undefined, outcome: 'fault' },
    ])
    expect(JSON.stringify(log)).not.toContain(secret)
  })

  test('is silent about messages and looks', async () => {
    const { perform, log } = await anInstallation()
    await perform(anyone, 'putQueue', { queue: 'orders', settings: {}, expected: 'any' }, never)
    const admin = aCaller(everything)
    await perform(admin, 'publish', { queue: 'orders', messages: [{ body: Buffer.from('x'), kind: 'text' }] }, never)
    await perform(admin, 'poll', { queue: 'orders', maxMessages: 1 }, never)
    await perform(admin, 'listQueues', { prefix: '', limit: 10 }, never)
    await perform(admin, 'listAccessKeys', { limit: 10 }, never)
    expect(log).toEqual([])
  })
})
