import type { Item } from '../../lib/store/dynamo/block.ts'
import type { Chronicle } from './chronicle.ts'
import type { View } from './desk.ts'

/** I16, of each item that is written: in a queue with pushers, what holds messages says so, and nothing else does anywhere. */
export function checkWakes(chronicle: Chronicle, views: readonly View[], item: Item | undefined): void {
  if (item === undefined) return
  const holdsMessages = item.h !== undefined && Object.keys(item).some(name => /^s\d/.test(name))
  const [first, second, third] = item.p!.S!.split('.')
  const scope = first === 'm' ? `${second}.${third}` : `${first}.${second}`
  const view = views.find(({ generations }) => generations.isOf(scope))
  const isWaking = holdsMessages && view?.generations.queue?.wakes === true
  // A block goes on saying so when the last of its messages is done, until it is swept.
  if (item.h !== undefined && !holdsMessages) return
  if (item.w?.S !== (isWaking ? view.queue : undefined))
    chronicle.broken('wakes', `${item.p!.S} ${item.s!.S} wakes ${item.w?.S ?? 'nobody'}`)
}
