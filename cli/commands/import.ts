import { writeFile } from 'node:fs/promises'
import { type Command, Option } from 'commander'
import { type Applying, applyText } from '../apply/applyText.ts'
import { type CommonFlags, dataCommand, parseUrl } from '../connect.ts'
import { CommandError } from '../exit.ts'
import { readSqs, type SqsQueues, type SqsSource } from '../import/readSqs.ts'
import { translate } from '../import/translate.ts'
import { startProgress } from '../progress.ts'
import { sqsFailure } from '../sqs/sqsFailure.ts'
import { note, type World } from '../world.ts'

const explanation = `
Reads the definitions of queues (attributes, tags, dead-letter rules), not their messages, and makes the same queues here: as
\`sluice apply\` does, with the same lines. With --out it writes the file that \`sluice apply\` takes, and asks no server of ours.
What cannot be taken over is said on stderr, a line each. Dead-letter queues come along whatever the prefix.
Credentials, and the region where none is given, are those that the AWS SDK finds.

Examples:
  sluice import --from sqs --region eu-central-1 --prefix shop- --dry-run
  sluice import --from sqs --region eu-central-1 --out queues.json`

type ImportFlags = CommonFlags & SqsSource & { from: 'sqs'; dryRun?: true; out?: string }

export const importCommand = (world: World): Command =>
  dataCommand('import', world)
    .summary('take over the queues of Amazon SQS')
    .description('Reads queue definitions from SQS, or any endpoint that speaks it, and makes the same queues here.')
    .addOption(new Option('--from <service>', 'where from').choices(['sqs']).makeOptionMandatory())
    .option('--endpoint <url>', 'an endpoint other than that of AWS', parseUrl)
    .option('--region <name>', 'the region; default: what the AWS SDK finds')
    .option('--prefix <text>', 'only queues whose names begin so')
    .option('--dry-run', 'change nothing, and say the same')
    .option('--out <path>', 'write the file instead')
    .addHelpText('after', explanation)
    .action((flags: ImportFlags) => importQueues(world, flags))

async function importQueues(world: World, flags: ImportFlags): Promise<void> {
  const { out, dryRun = false } = flags
  if (out !== undefined && dryRun)
    throw new CommandError('usage', 'Give --out or --dry-run, not both: --out changes nothing here.')
  const { queues: found, origins } = await read(world, flags)
  note(world, toldOf(found.length, origins, flags))
  const { definitions, losses } = translate(found)
  for (const loss of losses) note(world, loss)
  const queues = Object.fromEntries(definitions.map(({ queue, settings }) => [queue, settings]))
  const text = `${JSON.stringify({ queues }, null, 2)}\n`
  const applying: Applying = { source: 'SQS', dryRun, flags }
  if (out === undefined) return applyText(world, text, applying)
  await writeFile(out, text)
  note(world, `written to ${out}`)
}

/** A mistyped prefix, or the endpoint of another installation, should not look like success. */
const toldOf = (count: number, origins: readonly string[], { endpoint, prefix }: SqsSource): string =>
  count === 0
    ? `There is no queue${prefix === undefined ? '' : ` whose name begins with ${prefix}`}.`
    : `${count} ${count === 1 ? 'queue' : 'queues'} of ${endpoint ?? origins.join(', ')}`

async function read(world: World, source: SqsSource): Promise<SqsQueues> {
  const progress = await startProgress(world, 'reading', 'queues')
  try {
    return await readSqs(source, count => progress.update(count))
  } catch (error) {
    throw sqsFailure(error)
  } finally {
    progress.stop()
  }
}
