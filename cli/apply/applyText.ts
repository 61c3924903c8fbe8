import { type CommonFlags, connect } from '../connect.ts'
import { note, printLine, type World } from '../world.ts'
import { applyAll } from './apply.ts'
import { readDefinitions } from './definitions.ts'
import { showOutcome } from './outcome.ts'
import { readRules } from './rules.ts'

export type Applying = {
  /** What the text is called where something is said against it. */
  source: string
  dryRun: boolean
  flags: CommonFlags
}

/** Applies the text of a file of queues, and prints a line for each queue. */
export async function applyText(world: World, text: string, { source, dryRun, flags }: Applying): Promise<void> {
  const client = connect(flags, world)
  const definitions = readDefinitions(text, source, await readRules(client))
  await applyAll(client, definitions, {
    source,
    dryRun,
    onOutcome: outcome => printLine(world, flags.json ? JSON.stringify(outcome) : showOutcome(outcome)),
  })
  if (dryRun) note(world, 'a dry run: nothing was changed')
}
