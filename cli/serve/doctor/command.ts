import { Command } from 'commander'
import { withServices } from '../../../lib/app.ts'
import { parseUrl } from '../../connect.ts'
import { CommandError } from '../../exit.ts'
import { harmless } from '../../show.ts'
import { printLine, type World } from '../../world.ts'
import { type Ask, askAws } from './aws.ts'
import { doorChecks, type Get, getUrl } from './doors.ts'
import { type Check, type Checked, runChecks } from './finding.ts'
import { functionChecks } from './functions.ts'
import { restChecks } from './rest.ts'
import { findSite, type Site, settingsOf } from './site.ts'
import { tableChecks } from './tables.ts'
import { type WithServices, wakeChecks } from './wakePath.ts'

const about = `
With --stage it looks at what that stage is made of on AWS, with the credentials that AWS's own tools find: whoever may
deploy may. It changes nothing but for one message, into a queue that nobody sees. Without --stage it asks a server.

Examples:
  sluice doctor --stage prod --region eu-central-1
  sluice doctor --url http://127.0.0.1:9324`

type Flags = { stage?: string; region?: string; url: string; json?: true }

/** What doctor sees of the world, handed in so that a test can stand in for it. */
export type Eyes = {
  ask: (region: string | undefined) => Ask
  get: Get
  nowMs: () => number
  rest: (ms: number) => Promise<void>
  withServices: (site: Site) => WithServices
}

export const doctorCommand = (world: World, eyes: Eyes = ownEyes(world)): Command =>
  new Command('doctor')
    .summary('check a deployment, and say what is wrong')
    .description('Checks a stage on AWS, or a server, and says of each part what was seen and what to do.')
    .option('--stage <name>', 'the stage on AWS')
    .option('--region <region>', 'where the stage is (AWS_REGION)')
    .option('--url <url>', 'where the server is (SLUICE_URL)', parseUrl, world.settings.url)
    .option('--json', 'print JSON, one value a line')
    .addHelpText('after', about)
    .action(async (flags: Flags) => {
      const checks =
        flags.stage === undefined ? doorChecks(eyes.get, flags.url, eyes.nowMs) : await ofStage(flags, eyes)
      const isWell = await runChecks(checks, checked =>
        printLine(world, flags.json ? JSON.stringify(checked) : show(checked)),
      )
      if (!isWell) throw new CommandError('failed', 'not everything is well')
    })

async function ofStage(
  { stage, region }: Flags,
  { ask: askIn, get, nowMs, rest, withServices }: Eyes,
): Promise<Check[]> {
  const ask = askIn(region)
  const site = await findSite(ask, stage!).catch(error => {
    throw new CommandError(
      'failed',
      `There is no function sluice-${stage}-dispatch that can be looked at: ${(error as Error).message}\n` +
        '--region or AWS_REGION names its region.',
    )
  })
  return [
    ...tableChecks(ask, site),
    ...restChecks(ask, site),
    ...functionChecks(ask, site),
    ...doorChecks(get, site.publicUrl, nowMs),
    ...wakeChecks(withServices(site), rest),
  ]
}

function show({ name, outcome, seen, todo }: Checked): string {
  const line = `${outcome.padEnd(6)}${name}: ${harmless(seen)}`
  return todo === undefined ? line : `${line}\n      ${todo}`
}

const ownEyes = ({ settings: { environment } }: World): Eyes => ({
  ask: askAws,
  get: getUrl,
  nowMs: () => Date.now(),
  rest: ms => new Promise(resolve => setTimeout(resolve, ms)),
  withServices: site => work => withServices(settingsOf(site, environment), work),
})
