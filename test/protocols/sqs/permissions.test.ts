import { describe, expect, test } from 'vitest'
import { expectRefusal, worlds } from './harness/open.ts'
import { aQueue } from './harness/queue.ts'

const account = '111122223333'
const labelFault = (label: string, reason: string): string =>
  `Value ${label} for parameter Label is invalid. Reason: ${reason}`
const actionFault = (action: string, reason: string): string =>
  `Value SQS:${action} for parameter ActionName is invalid. Reason: ${reason}`

describe.each(worlds)('permissions by %s', (_name, open) => {
  const openQueue = async () => {
    const scene = await open()
    const queue = await aQueue(scene)
    const policy = async () => JSON.parse((await queue.attributes('Policy'))?.Policy ?? 'null')
    const add = (Label: string, Actions = ['ReceiveMessage'], AWSAccountIds = [account]) =>
      queue.call('AddPermission', { Label, Actions, AWSAccountIds })
    const remove = (Label: string) => queue.call('RemovePermission', { Label })
    return { ...scene, ...queue, policy, add, remove }
  }

  test('a permission is a statement of the policy', async () => {
    const { add, policy, arn } = await openQueue()
    expect(await add('mine')).toEqual({})
    const statement = {
      Sid: 'mine',
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${account}:root` },
      Action: 'SQS:ReceiveMessage',
      Resource: arn,
    }
    const whole = { Version: '2008-10-17', Id: `${arn}/SQSDefaultPolicy`, Statement: [statement] }
    expect(await policy()).toEqual(whole)
    await add('more', ['SendMessage', 'DeleteMessage'], [account, '444455556666'])
    const more = {
      ...statement,
      Sid: 'more',
      Principal: { AWS: [`arn:aws:iam::${account}:root`, 'arn:aws:iam::444455556666:root'] },
      Action: ['SQS:SendMessage', 'SQS:DeleteMessage'],
    }
    expect(await policy()).toEqual({ ...whole, Statement: [statement, more] })
  })

  test('89. a label is used once', async () => {
    const { add, policy } = await openQueue()
    await add('mine')
    await expectRefusal(add('mine', ['SendMessage']), 'InvalidParameterValue', labelFault('mine', 'Already exists.'))
    expect((await policy()).Statement).toHaveLength(1)
  })

  test('90. with the last statement the policy goes', async () => {
    const { add, remove, attributes } = await openQueue()
    await add('a')
    await add('b')
    expect(await remove('a')).toEqual({})
    expect(await attributes('Policy')).toMatchObject({ Policy: expect.stringContaining('"Sid":"b"') })
    await remove('b')
    expect(await attributes('Policy')).toBeUndefined()
    await expectRefusal(remove('b'), 'InvalidParameterValue', labelFault('b', "can't find label."))
  })

  test('seven actions at most (our choice)', async () => {
    const { add } = await openQueue()
    const eight = ['*', 'ChangeMessageVisibility', 'DeleteMessage', 'GetQueueAttributes', 'GetQueueUrl']
    eight.push('ListDeadLetterSourceQueues', 'PurgeQueue', 'ReceiveMessage')
    await expectRefusal(add('x', eight), 'OverLimit', '8 Actions were found, maximum allowed is 7.')
    await add('x', eight.slice(1))
  })

  test.each([
    ['RemovePermission', 'Only the queue owner is allowed to invoke this action.'],
    ['CreateQueue', 'Only the queue owner is allowed to invoke this action.'],
    ['Foo', 'Please refer to the appropriate WSDL for a list of valid actions.'],
  ])('the action %s is refused (our choice of text)', async (action, reason) => {
    const { add } = await openQueue()
    await expectRefusal(add('x', [action]), 'InvalidParameterValue', actionFault(action, reason))
  })

  test('without actions, or accounts, there is no permission (our choice)', async () => {
    const { add, attributes } = await openQueue()
    await expectRefusal(add('x', []), 'MissingParameter', 'The request must contain the parameter Actions.')
    const said = 'Value [] for parameter PrincipalId is invalid. Reason: Unable to verify.'
    await expectRefusal(add('x', ['SendMessage'], []), 'InvalidParameterValue', said)
    expect(await attributes('Policy')).toBeUndefined()
  })

  test.each(['x'.repeat(81), 'a b', 'a.b', 'ä'])('the label %j is refused', async label => {
    const { add } = await openQueue()
    await expectRefusal(add(label), 'InvalidParameterValue')
  })

  test('a policy that is set is told as it was written, and one that is no policy is refused', async () => {
    const { call, attributes, arn } = await openQueue()
    const set = (Policy: string) => call('SetQueueAttributes', { Attributes: { Policy } })
    const statement = { Effect: 'Allow', Principal: '*', Action: 'sqs:SendMessage', Resource: arn }
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] }, undefined, 2)
    await set(Policy)
    expect(await attributes('Policy')).toEqual({ Policy })
    await expectRefusal(set('{'), 'InvalidAttributeValue')
    await expectRefusal(set('[]'), 'InvalidAttributeValue')
    expect(await attributes('Policy')).toEqual({ Policy })
  })
})
