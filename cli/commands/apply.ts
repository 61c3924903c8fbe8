import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { applyText } from '../apply/applyText.ts'
import { type CommonFlags, dataCommand } from '../connect.ts'
import { CommandError } from '../exit.ts'
import type { World } from '../world.ts'

const explanation = `
The file holds queues by name, each with the settings that the API has for a queue:
  {"queues": {
    "orders": {"visibilityTimeoutSeconds": 120, "deadLetter": {"queue": "orders-dead", "maxAttempts": 5}},
    "orders-dead": {"retentionSeconds": 1209600}
  }}
A setting that is left out stays as it is, or takes its default where the queue is new; null takes one away. Queues that
the file does not name are left alone. The whole file is checked, against the server's own limits, before anything is
changed; dead-letter queues are made first, wherever they stand. A second run says unchanged. Under "triggers" a queue
has its triggers by name; null ends one.

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
    .action(async (flags: ApplyFlags) => {
      const { file: source, dryRun = false } = flags
      await applyText(world, await readText(source), { source, dryRun, flags })
    })

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    throw new CommandError('usage', `${file}: cannot be read: ${(error as Error).message}`)
  }
}
