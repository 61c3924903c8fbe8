import type { Ask } from './aws.ts'
import { type Check, type Finding, fail, ok } from './finding.ts'
import { type Configuration, configurationOf, functionNames, type Site } from './site.ts'

/** The functions, their roles, and what dispatch is woken by. */
export const functionChecks = (ask: Ask, { prefix, messagesTable }: Site): Check[] => [
  ...functionNames.map(name => ({
    name: `function ${name}`,
    run: async () => checkFunction(await configurationOf(ask, `${prefix}-${name}`)),
  })),
  { name: 'roles', run: () => checkRoles(ask, prefix) },
  {
    name: 'dispatch on the stream',
    run: async () => checkSource(ask, prefix, await isStreamOf(ask, messagesTable), 'stream of the messages table'),
  },
  { name: 'dispatch on the timers', run: () => checkSource(ask, prefix, isTimers, 'timer queue') },
]

function checkFunction({ State, LastUpdateStatus }: Configuration): Finding {
  const isActive = State === undefined || State === 'Active' || State === 'Inactive'
  if (isActive && LastUpdateStatus !== 'Failed') return ok(State ?? 'there')
  return fail(
    `it is ${State}, its last update ${LastUpdateStatus}`,
    'Deploy the stack again, and read what AWS says then.',
  )
}

async function checkRoles(ask: Ask, prefix: string): Promise<Finding> {
  const roles = new Map<string, string>()
  for (const name of functionNames) {
    const { Role = '' } = await configurationOf(ask, `${prefix}-${name}`)
    const other = roles.get(Role)
    if (other !== undefined)
      return fail(`${name} has the role of ${other}`, 'Each function has rights of its own: deploy the stack again.')
    roles.set(Role, name)
  }
  return ok(`${roles.size} functions, each with a role of its own`)
}

type Source = {
  EventSourceArn?: string
  State?: string
  LastProcessingResult?: string
  FilterCriteria?: { Filters?: { Pattern?: string }[] }
  FunctionResponseTypes?: string[]
}

const isStream = ({ EventSourceArn = '' }: Source): boolean => EventSourceArn.includes('/stream/')
/** The stream that the table has now: one that was restored, or whose stream was off for a while, has another than before. */
async function isStreamOf(ask: Ask, TableName: string): Promise<(source: Source) => boolean> {
  const { LatestStreamArn } = (await ask('dynamodb', 'DescribeTable', { TableName })).Table as {
    LatestStreamArn?: string
  }
  return ({ EventSourceArn }) => EventSourceArn !== undefined && EventSourceArn === LatestStreamArn
}
const isTimers = ({ EventSourceArn = '' }: Source): boolean => /:sqs:.*timers$/.test(EventSourceArn)

async function checkSource(
  ask: Ask,
  prefix: string,
  isIt: (source: Source) => boolean,
  what: string,
): Promise<Finding> {
  const { EventSourceMappings } = await ask('lambda', 'ListEventSourceMappings', { FunctionName: `${prefix}-dispatch` })
  const found = ((EventSourceMappings ?? []) as Source[]).find(isIt)
  const todo = 'Until then what is pushed waits for upkeep, up to a minute. Deploy the stack again.'
  if (found === undefined) return fail(`dispatch is not on the ${what}`, todo)
  const { State, LastProcessingResult, FunctionResponseTypes } = found
  if (State !== 'Enabled') return fail(`it is ${State}`, `Enable the event source. ${todo}`)
  if (/PROBLEM/i.test(LastProcessingResult ?? '')) return fail(`${LastProcessingResult}`, 'See the log of dispatch.')
  if (!FunctionResponseTypes?.includes('ReportBatchItemFailures'))
    return fail('it does not report items that failed', 'One that fails holds up the others. Deploy the stack again.')
  if (isStream(found) && !isFiltered(found))
    return fail(
      'it is not filtered by the wake mark',
      'Every write invokes dispatch, and is billed. Deploy the stack again.',
    )
  return ok(`enabled${LastProcessingResult === undefined ? '' : `, ${LastProcessingResult}`}`)
}

const isFiltered = ({ FilterCriteria }: Source): boolean =>
  FilterCriteria?.Filters?.some(({ Pattern = '' }) => /"INSERT"/.test(Pattern) && /"w"/.test(Pattern)) === true
