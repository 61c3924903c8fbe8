// npm run remove -- --stage NAME: takes a stage out of the account, the way back from npm run deploy. CloudFormation removes no bucket
// with something in it, so the bodies of a stage that gives everything up (tableDeletionPolicy: Delete, and no protection) go first.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { emptyBucket } from './remove/emptyBucket.ts'

const root = join(import.meta.dirname, '..')
const words = process.argv.slice(2)
const { stage = 'dev', region = process.env.AWS_REGION ?? 'us-east-1' } = parseArgs({
  args: words,
  options: { stage: { type: 'string', short: 's' }, region: { type: 'string', short: 'r' } },
  strict: false,
}).values as { stage?: string; region?: string }

const framework = join(import.meta.dirname, '../node_modules/serverless/bin/serverless.js')
const serverless = (command: readonly string[], stdout: 'pipe' | 'inherit') =>
  spawnSync(process.execPath, [framework, ...command], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', stdout, 'inherit'],
  })

// Of a stage that there is not, the framework says so.
const says = (stage: string): string => {
  const file = join(root, `infra/stages/${stage}.yml`)
  return existsSync(file) ? readFileSync(file, 'utf8') : ''
}
// Tables that refuse to be deleted stay, and their messages need their bodies.
const givesUp = /^tableDeletionPolicy: Delete$/m.test(says(stage)) && /^deletionProtection: false$/m.test(says(stage))
if (givesUp) {
  const { stdout } = serverless(['info', '--verbose', ...words], 'pipe')
  const bucket = /^ *BodiesBucketName: (\S+)$/m.exec(stdout)?.[1]
  if (bucket !== undefined) console.log(`${await emptyBucket(bucket, region)} bodies removed`)
}
process.exitCode = serverless(['remove', ...words], 'inherit').status ?? 1
