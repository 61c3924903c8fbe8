import type { FieldProblem } from '../../domain/problem.ts'

/** What the protocol calls the fields that the domain may find fault with; others are called as they are there. */
const names: Readonly<Record<string, string>> = {
  '': 'The message',
  messages: 'The messages',
  tag: 'MessageTag',
  groupId: 'MessageGroupId',
  delaySeconds: 'DelaySeconds',
  priority: 'Priority',
  topic: 'The topic',
  subscription: 'The subscription',
  endpoint: 'Endpoint',
  'endpoint.queue': 'Endpoint',
  'filter.tag': 'FilterTag',
  deadLetterQueue: 'DlqPolicy.DeadLetterTargetQueue',
  'deadLetter.queue': 'DlqPolicy.DeadLetterTargetQueue',
  'deadLetter.maxAttempts': 'DlqPolicy.MaxReceiveCount',
}

function nameOf(path: FieldProblem['path']): string {
  const words = path.filter(part => typeof part === 'string')
  const inner = words[0] === 'messages' && path.length > 1 ? words.slice(1) : words
  const name = inner.join('.')
  if (inner[0] === 'attributes') return `The property ${inner.slice(1, -1).join('.').slice(0, 100)}`
  return Object.hasOwn(names, name) ? names[name]! : name
}

/** The domain's words on what is wrong with a field, by its name here, with the limit that it breaks and what was given. */
export function fieldText({ path, detail, limit, got }: FieldProblem): string {
  const bounds = [
    ...(limit === undefined ? [] : [`limit: ${limit}`]),
    ...(got === undefined ? [] : [`given: ${String(got).slice(0, 120)}`]),
  ]
  return `${nameOf(path)} ${detail}${bounds.length === 0 ? '' : ` (${bounds.join(', ')})`}.`
}
