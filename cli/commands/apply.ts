import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { applyAll } from '../apply/apply.ts'
import { readDefinitions } from '../apply/definitions.ts'
import { showOutcome } from '../apply/outcome.ts'
import { readRules } from '../apply/rules.ts'
import { type CommonFlags, connect, dataCommand } from '../connect.ts'
import { CommandError } from '../exit.ts'
import { note, printLine, type World } from '../world.ts'

const explanation = `
The file holds queues by name, each with the settings that the API has for a queue:
  {"queues": {
    "orders": {"visibilityTimeoutSeconds": 120, "deadLetter": {"queue": "orders-dead", "maxAttempts": 5}},
    "orders-dead": {"retentionSeconds": 1209600}
  }}
A setting that is left out stays as it is, or takes its default where the queue is new; null takes one away. Queues that
the file does not name are left alone. The whole file is checked, against the server's own limits, before anything is
changed; dead-letter queues are made first, wherever they stand. A second run says unchanged.

Example:
  sluice apply -f queues.json --dry-run`

type ApplyFlags = CommonFlags & { file: string; dryRun?: true }

export const applyCommand = (world: World): Command =>
  dataCommand('apply', world)
    .summary('make queues as a file says')
    .description('Creates the queues of a file that are missing, changes what differs, and prints a line for each.')
    .requiredOption('-f, --file <path>', 'the file')
    .option('--dry-run', 'change nothing, and say the same')
    .addHelpText('after', explanation)
    .action((flags: ApplyFlags) => applyFile(world, flags))

async function applyFile(world: World, flags: ApplyFlags): Promise<void> {
  const { file, dryRun = false } = flags
  const text = await readText(file)
  const client = connect(flags, world)
  const definitions = readDefinitions(text, file, await readRules(client))
  await applyAll(client, definitions, {
    source: file,
    dryRun,
    onOutcome: outcome => printLine(world, flags.json ? JSON.stringify(outcome) : showOutcome(outcome)),
  })
  if (dryRun) note(world, 'a dry run: nothing was changed')
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    throw new CommandError('usage', `${file}: cannot be read: ${(error as Error).message}`)
  }
}
