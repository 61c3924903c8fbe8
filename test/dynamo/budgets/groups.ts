import { bodiesOf } from './bodies.ts'
import type { Meter } from './meter.ts'
import { costOfKinds, type Kind } from './shapes.ts'

const groups = (count: number, name: string): Kind[] =>
  Array.from({ length: count }, (_, nth) => ({ groupId: `${name} ${nth}` }))

// So many messages that a group of that many is noisy before it is counted.
const noisy = 30

/** What a queue may have of groups, in the words of the page of costs. */
export const groupings: Record<string, Kind[]> = {
  'no groups': [{}],
  'groups, none of them noisy': groups(97, 'quiet'),
  'one group and nothing else': new Array<Kind>(noisy).fill({ groupId: 'loud' }),
  'a noisy group, and as many of others': groups(noisy, 'quiet').flatMap(quiet => [{ groupId: 'loud' }, quiet]),
}

/** `once`: write units beyond one for each message, when the queue first had them. */
export type Grouped = { once: number; publish: Meter; poll: Meter; ack: Meter; messages: number }

/** Messages of 200 bytes, one at a time. */
export async function costOfGroups(kinds: readonly Kind[], messages: number): Promise<Grouped> {
  const { first, later } = await costOfKinds(kinds, bodiesOf('raw', 200), messages)
  return { once: first.publish.writes - kinds.length, ...later, messages }
}
