import { expect } from 'vitest'
import type { Output } from './client.ts'
import { childOf, type Element } from './xml.ts'

/** What an operation answers, as reference 1.5 lists it: elements that come more than once, and the member they fill. */
const listed: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  ListQueues: { QueueUrl: 'QueueUrls' },
  ListDeadLetterSourceQueues: { QueueUrl: 'queueUrls' },
  ReceiveMessage: { Message: 'Messages' },
  ListMessageMoveTasks: { ListMessageMoveTasksResultEntry: 'Results' },
  ...Object.fromEntries(
    ['SendMessageBatch', 'DeleteMessageBatch', 'ChangeMessageVisibilityBatch'].map(operation => [
      operation,
      { [`${operation}ResultEntry`]: 'Successful', BatchResultErrorEntry: 'Failed' },
    ]),
  ),
}
const mapped: Readonly<Record<string, readonly [member: string, key: string]>> = {
  Attribute: ['Attributes', 'Name'],
  MessageAttribute: ['MessageAttributes', 'Name'],
  Tag: ['Tags', 'Key'],
}
const withoutResult = new Set([
  ...['AddPermission', 'RemovePermission', 'TagQueue', 'UntagQueue', 'DeleteQueue', 'PurgeQueue'],
  ...['SetQueueAttributes', 'DeleteMessage', 'ChangeMessageVisibility'],
])
const numbers =
  /^(ApproximateNumberOfMessages(Moved|ToMove)|MaxNumberOfMessagesPerSecond|StartedTimestamp|SenderFault)$/

/** The output of an answer in the form of the JSON protocol. */
export function toOutput(operation: string, root: Element): Output {
  const names = root.children.map(({ name }) => name)
  const expected = withoutResult.has(operation) ? [] : [`${operation}Result`]
  expect(names).toEqual([...expected, 'ResponseMetadata'])
  const result = childOf(root, `${operation}Result`)
  const empty = operation === 'ListDeadLetterSourceQueues' ? { queueUrls: [] } : {}
  return result === undefined ? {} : { ...empty, ...toMembers(result, listed[operation] ?? {}) }
}

function toMembers({ children }: Element, lists: Readonly<Record<string, string>>): Output {
  const output: Output = {}
  for (const child of children) put(output, child, lists)
  return output
}

function put(output: Output, child: Element, lists: Readonly<Record<string, string>>): void {
  const list = lists[child.name]
  const map = mapped[child.name]
  if (list !== undefined) output[list] = [...(output[list] ?? []), toValue(child)]
  else if (map !== undefined) output[map[0]] = { ...output[map[0]], ...toEntry(child, map[1]) }
  else {
    expect(output).not.toHaveProperty([child.name])
    output[child.name] = toValue(child)
  }
}

function toValue(element: Element): Output {
  if (numbers.test(element.name)) return JSON.parse(element.text)
  return element.children.length === 0 ? element.text : toMembers(element, {})
}

function toEntry(element: Element, key: string): Output {
  const value = childOf(element, 'Value')!
  return { [childOf(element, key)!.text]: value.children.length === 0 ? value.text : toMembers(value, {}) }
}
