/**
 * What a key may do: each of these actions on each queue whose name fits one of the patterns, and on each topic whose name,
 * after `topic/`, does. `*` stands for every action, and in a pattern for any characters, none among them; by itself it
 * stands for all queues and topics.
 */
export type Grant = { actions: readonly string[]; queues: readonly string[] }

const any = '*'

export const everything: readonly Grant[] = [{ actions: [any], queues: [any] }]

const topicPrefix = 'topic/'

/** What a topic is called in grants. */
export const topicResource = (topic: string): string => topicPrefix + topic

/** The topic that a name in grants is of; undefined for that of a queue. */
export const topicOf = (name: string): string | undefined =>
  name.startsWith(topicPrefix) ? name.slice(topicPrefix.length) : undefined

/** A pattern that was made for queues, such as `t*`, is not one for topics. */
const covers = (pattern: string, name: string): boolean =>
  (pattern === any || pattern.startsWith(topicPrefix) === name.startsWith(topicPrefix)) && fits(pattern, name)

/**
 * Whether one of the grants allows the action on the queue. What names no queue (lists, access keys) is of all of them,
 * and needs the pattern `*`. A pattern may stand in the place of the queue, and `*` in that of the action: then the
 * answer is whether the grant covers all that fits it, so that nobody gives away what they do not have.
 */
export const allows = (grants: readonly Grant[], action: string, queue: string | undefined): boolean =>
  grants.some(
    ({ actions, queues }) =>
      (actions.includes(any) || actions.includes(action)) && queues.some(pattern => covers(pattern, queue ?? any)),
  )

/** A star in the name itself is met by a star of the pattern alone, as the pieces in between have none. */
export function fits(pattern: string, name: string): boolean {
  const [first = '', ...rest] = pattern.split(any)
  const last = rest.pop()
  if (last === undefined) return pattern === name
  if (name.length < first.length + last.length || !name.startsWith(first) || !name.endsWith(last)) return false
  const end = name.length - last.length
  let at = first.length
  // The leftmost place is the best one for each piece: it leaves the most to those after it.
  for (const piece of rest) {
    const found = name.indexOf(piece, at)
    if (found < 0 || found + piece.length > end) return false
    at = found + piece.length
  }
  return true
}
