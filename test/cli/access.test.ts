import { expect, test } from 'vitest'
import { sluice } from '../../cli/fixtures.ts'
import type { AskSts } from '../../lib/identity/roleExchange.ts'
import { aFolder, aServer } from '../server/aServer.ts'
import { aCommand } from './aCommand.ts'

const roleArn = 'arn:aws:iam::123456789012:role/worker'
const publicUrl = 'https://queues.example.com'

const stsSays =
  (arn: string, asked: Parameters<AskSts>[0][] = []): AskSts =>
  async question => {
    asked.push(question)
    const body = `<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>${arn}</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>`
    return { status: 200, body }
  }

/** A server with auth on and a command line that has its first key. */
async function aSafeServer(askSts?: AskSts) {
  const { server } = await aServer({ auth: 'on', publicUrl }, askSts === undefined ? {} : { askSts })
  const { id, secret } = server.firstKey!
  const as = (environment: Record<string, string>) => (line: string) =>
    sluice(line.split(' '), { url: server.url, environment })
  return { server, as, admin: as({ SLUICE_ACCESS_KEY_ID: id, SLUICE_SECRET_ACCESS_KEY: secret }) }
}

test('a key is made, used, listed and revoked by command', async () => {
  const { as, admin } = await aSafeServer()
  expect((await admin('queue create orders')).code).toBe(0)
  const made = await admin('access-key create billing --may publish --queue orders,bills-* --expires-in 90d --json')
  const { id, secret, expiresAt } = JSON.parse(made.stdout)
  expect(made.stderr).toContain('not shown again')
  expect(Date.parse(expiresAt)).toBeGreaterThan(Date.now())
  const billing = as({ SLUICE_TOKEN: `${id}.${secret}` })
  expect((await billing('publish orders hello')).code).toBe(0)
  const refused = await billing('poll orders')
  expect(refused).toMatchObject({ code: 4, stdout: '' })
  expect(refused.stderr).toContain('has no right to poll on the queue orders. (Forbidden')
  const listed = await admin('access-key list')
  expect(listed.stdout).toContain(`access key  ${id}\nowner       billing\nmay         publish on orders, bills-*\n`)
  expect(listed.stdout).not.toContain(secret)
  expect(await admin(`access-key revoke ${id}`)).toMatchObject({ code: 0, stderr: `revoked ${id}\n` })
  const after = await billing('publish orders hello')
  expect(after.stderr).toContain('There is no such access key (any more)')
  expect(await admin(`access-key revoke ${id}`)).toMatchObject({ code: 3 })
})

test('who has no key is told what to do', async () => {
  const { as } = await aSafeServer()
  const { code, stderr } = await as({})('queue list')
  expect(code).toBe(4)
  expect(stderr).toContain('The request says nothing of who sends it. (MissingCredentials')
  expect(stderr).toContain('SLUICE_TOKEN')
})

const awsKeys = { AWS_ACCESS_KEY_ID: 'ASIAEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret', AWS_SESSION_TOKEN: 'token' }

test('a role of AWS gets keys, as a credential_process answers them, and works with them', async () => {
  const asked: Parameters<AskSts>[0][] = []
  const { server, as, admin } = await aSafeServer(
    stsSays('arn:aws:sts::123456789012:assumed-role/worker/i-0abc', asked),
  )
  await admin('queue create orders')
  await admin(`access-key create workers --may publish --queue orders --role ${roleArn}`)
  const words = ['credentials', '--audience', publicUrl, '--region', 'eu-central-1']
  const { code, stdout, stderr } = await aCommand(server.url, words, '', awsKeys).result
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  const keys = JSON.parse(stdout)
  expect(Object.keys(keys)).toEqual(['Version', 'AccessKeyId', 'SecretAccessKey', 'SessionToken', 'Expiration'])
  expect(keys.Version).toBe(1)
  const worker = as({
    SLUICE_ACCESS_KEY_ID: keys.AccessKeyId,
    SLUICE_SECRET_ACCESS_KEY: keys.SecretAccessKey,
    SLUICE_SESSION_TOKEN: keys.SessionToken,
  })
  expect((await worker('publish orders hello')).code).toBe(0)
  expect((await worker('poll orders')).code).toBe(4)
  // The secret of AWS stays where it is; what is sent on is what was signed.
  expect(asked).toHaveLength(1)
  expect(asked[0]).toMatchObject({ url: 'https://sts.eu-central-1.amazonaws.com/' })
  expect(asked[0]!.headers['x-sluice-audience']).toBe(publicUrl)
  expect(JSON.stringify(asked)).not.toContain(awsKeys.AWS_SECRET_ACCESS_KEY)
  const shell = await aCommand(server.url, [...words, '--format', 'env'], '', awsKeys).result
  expect(shell.stdout).toMatch(
    /^export SLUICE_ACCESS_KEY_ID=SLCS\w+\nexport SLUICE_SECRET_ACCESS_KEY=\S+\nexport SLUICE_SESSION_TOKEN=\S+\n$/,
  )
})

test('who is no role with an entry gets none, and neither does a signature for another server', async () => {
  const { server } = await aSafeServer(stsSays('arn:aws:sts::123456789012:assumed-role/other/i-0abc'))
  const stranger = await aCommand(server.url, ['credentials', '--audience', publicUrl], '', awsKeys).result
  expect(stranger).toMatchObject({ code: 4, stdout: '' })
  expect(stranger.stderr).toContain('assumed-role/other/i-0abc is no role that has an entry here')
  const elsewhere = await aCommand(server.url, ['credentials'], '', awsKeys).result
  expect(elsewhere).toMatchObject({ code: 4, stdout: '' })
  expect(elsewhere.stderr).toContain(`has to be ${publicUrl}: it was signed for somebody else`)
})

test('a first key is made in the store itself, and every time that somebody asks', async () => {
  const data = aFolder()
  const bootstrap = (...words: string[]) => aCommand('', ['access-key', 'bootstrap', '--data', data, ...words]).result
  const first = await bootstrap()
  expect(first).toMatchObject({ code: 0, stderr: 'keep the secret: it is not shown again\n' })
  const [, id, secret] = first.stdout.match(
    /^export SLUICE_ACCESS_KEY_ID=(\w+)\nexport SLUICE_SECRET_ACCESS_KEY=(\S+)\n$/,
  )!
  const second = JSON.parse((await bootstrap('--owner', 'ann', '--json')).stdout)
  const { server } = await aServer({ auth: 'on', store: 'embedded', data })
  expect(server.firstKey).toBeUndefined()
  for (const token of [`${id}.${secret}`, `${second.id}.${second.secret}`]) {
    const answer = await fetch(`${server.url}/v1/queues`, { headers: { authorization: `Bearer ${token}` } })
    expect(answer.status).toBe(200)
  }
  const busy = await bootstrap()
  expect(busy).toMatchObject({ code: 1, stdout: '' })
  expect(busy.stderr).toContain('is in use by another Sluice process')
  expect(await bootstrap('--store', 'memory')).toMatchObject({ code: 2, stdout: '' })
})
