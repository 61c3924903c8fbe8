import { type Command, Option } from 'commander'
import type { MessageState } from '../../client/index.ts'
import { type CommonFlags, connect, dataCommand } from '../connect.ts'
import { showMessage } from '../show.ts'
import { parseCount } from '../values.ts'
import { note, printLine, type World } from '../world.ts'

const pageItemsMax = 100

type PeekFlags = CommonFlags & { state: MessageState; limit: number }

const examples = `
Examples:
  sluice peek orders --limit 3
  sluice peek reminders --state delayed --limit 1000 --json`

export const peekCommand = (world: World): Command =>
  dataCommand('peek', world)
    .summary('look at messages without leasing them')
    .description('Prints messages as they lie in the queue. Looking changes nothing: no lease, no attempt.')
    .argument('<queue>')
    .addOption(
      new Option('--state <state>', 'which ones').choices(['visible', 'inFlight', 'delayed']).default('visible'),
    )
    .option('--limit <count>', 'how many at most', parseCount(1), 20)
    .addHelpText('after', examples)
    .action((queue: string, flags: PeekFlags) => peek(world, queue, flags))

async function peek(world: World, queue: string, flags: PeekFlags): Promise<void> {
  const { state, limit, json } = flags
  let count = 0
  for await (const message of connect(flags, world).messages(queue, { state, limit: Math.min(limit, pageItemsMax) })) {
    const gap = count > 0 ? '\n' : ''
    await printLine(world, json ? JSON.stringify(message) : gap + showMessage(message))
    if (++count === limit) return
  }
  if (count === 0) note(world, `${queue} has no ${state} message`)
}
