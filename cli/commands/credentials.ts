import { type Command, Option } from 'commander'
import type { RoleKeys } from '../../client/index.ts'
import { clientCommand, connect } from '../connect.ts'
import { CommandError } from '../exit.ts'
import { signIdentity } from '../signIdentity.ts'
import { parseSeconds } from '../values.ts'
import { printLine, type World } from '../world.ts'

type Flags = { url: string; region: string; audience?: string; duration?: number; format: Format }
type Format = keyof typeof formats

const help = `
It signs with the credentials that AWS's own tools would use (environment, profile, role of the machine), for this server
alone; nothing but the signature leaves. As a profile of AWS's tools:

  [profile sluice]
  credential_process = sluice credentials --url https://queues.example.com

Example:
  eval "$(sluice credentials --format env)"`

export const credentialsCommand = (world: World): Command =>
  clientCommand('credentials', world)
    .summary('get keys for the role of AWS that runs this')
    .description('Changes the identity that AWS gives this process for access keys that are good for an hour.')
    .option('--region <region>', 'region of STS (AWS_REGION)', world.settings.environment.AWS_REGION || 'us-east-1')
    .option('--audience <url>', "the server's public URL, where --url is another")
    .option('--duration <duration>', 'good for so long: 15m to 1h', parseSeconds)
    .addOption(
      new Option('--format <format>', 'process: as AWS wants it of a credential_process; env: for a shell')
        .choices(Object.keys(formats))
        .default('process'),
    )
    .addHelpText('after', help)
    .action(async (flags: Flags) => {
      const audience = (flags.audience ?? flags.url).replace(/\/+$/, '')
      const identity = await signIdentity({ region: flags.region, audience }).catch(explain)
      const keys = await connect(flags, world).exchangeCredentials(identity, flags.duration)
      await printLine(world, formats[flags.format](keys))
    })

function explain(error: unknown): never {
  throw new CommandError('failed', `there are no credentials of AWS to sign with: ${(error as Error).message}`)
}

const formats = {
  process: ({ accessKeyId, secretAccessKey, sessionToken, expiresAt }: RoleKeys): string =>
    JSON.stringify({
      Version: 1,
      AccessKeyId: accessKeyId,
      SecretAccessKey: secretAccessKey,
      SessionToken: sessionToken,
      Expiration: expiresAt,
    }),
  env: ({ accessKeyId, secretAccessKey, sessionToken }: RoleKeys): string =>
    [
      `export SLUICE_ACCESS_KEY_ID=${accessKeyId}`,
      `export SLUICE_SECRET_ACCESS_KEY=${secretAccessKey}`,
      `export SLUICE_SESSION_TOKEN=${sessionToken}`,
    ].join('\n'),
}
