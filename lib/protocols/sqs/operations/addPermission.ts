import { changeQueue } from '../../../identity/changedQueue.ts'
import { newWords } from '../attributeWish.ts'
import { invalidParameter, missing, SqsError } from '../errors.ts'
import { operation } from '../operation.ts'
import { accessOf, givenActions, isAction, type Policy, parsePolicy, type Statement } from '../policy.ts'
import { wordsOf } from '../queueAttributes.ts'
import { list, text } from '../shapes.ts'

const actionsMax = 7
const oneOrMore = (values: readonly string[]): string | readonly string[] => (values.length === 1 ? values[0]! : values)

function checkActions(actions: readonly string[] | undefined): readonly string[] {
  if (actions === undefined || actions.length === 0) throw missing('Actions')
  if (actions.length > actionsMax)
    throw new SqsError('OverLimit', `${actions.length} Actions were found, maximum allowed is ${actionsMax}.`)
  for (const action of actions) checkAction(action)
  return actions.map(action => `SQS:${action}`)
}

function checkAction(action: string): void {
  if (givenActions.includes(action)) return
  const reason = isAction(action)
    ? 'Only the queue owner is allowed to invoke this action.'
    : 'Please refer to the appropriate WSDL for a list of valid actions.'
  throw invalidParameter(`SQS:${action}`, 'ActionName', reason)
}

function checkAccounts(accounts: readonly string[] = []): readonly string[] {
  const isFine = accounts.length > 0 && accounts.every(account => /^\d{12}$/.test(account))
  if (!isFine) throw invalidParameter(`[${accounts.join(', ')}]`, 'PrincipalId', 'Unable to verify.')
  return accounts.map(account => `arn:aws:iam::${account}:root`)
}

function checkLabel(label: string | undefined): string {
  if (label === undefined || label === '') throw missing('Label')
  if (/^[A-Za-z0-9_-]{1,80}$/.test(label)) return label
  throw invalidParameter(
    label,
    'Label',
    'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length',
  )
}

/** The policy with one statement more. */
function added(before: string | undefined, arn: string, statement: Statement): Policy {
  const policy = before === undefined ? undefined : parsePolicy(before)
  if (policy?.Statement.some(({ Sid }) => Sid === statement.Sid))
    throw invalidParameter(statement.Sid, 'Label', 'Already exists.')
  const statements = [...(policy?.Statement ?? []), statement]
  return { Version: '2008-10-17', Id: `${arn}/SQSDefaultPolicy`, ...policy, Statement: statements }
}

/** What could not be read again could not be changed again either. */
function checked(policy: Policy): Policy {
  try {
    return parsePolicy(JSON.stringify(policy))
  } catch (error) {
    throw new SqsError('OverLimit', `The policy would be too large. ${(error as SqsError).message}`)
  }
}

export const addPermission = operation({
  name: 'AddPermission',
  input: {
    QueueUrl: text,
    Label: text,
    AWSAccountIds: list(text, 'AWSAccountId'),
    Actions: list(text, 'ActionName'),
  },
  ofQueue: true,
  async handle({ Label, AWSAccountIds, Actions }, { perform, site }, name) {
    const statement: Statement = {
      Sid: checkLabel(Label),
      Effect: 'Allow',
      Principal: { AWS: oneOrMore(checkAccounts(AWSAccountIds)) },
      Action: oneOrMore(checkActions(Actions)),
      Resource: site.arnOf(name),
    }
    await changeQueue(perform, name, queue => {
      const words = wordsOf(queue)
      const policy = checked(added(words.Policy, site.arnOf(name), statement))
      const kept = newWords(words, { Policy: JSON.stringify(policy) })
      return { settings: {}, notes: { access: accessOf(policy, site.arnOf(name)), wordings: { sqs: kept } } }
    })
    return {}
  },
})
