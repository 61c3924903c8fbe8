import { PassThrough, Readable, Writable } from 'node:stream'
import { EagerTime, type Reply, scriptedFetch } from '../client/fixtures.ts'
import { run } from './program.ts'
import { readSettings } from './settings.ts'
import type { World } from './world.ts'

type Wish = {
  /** A scripted server's answers; with `url` a real server answers. */
  replies?: Reply[]
  url?: string
  /** What stdin holds; with `answers` it is a terminal. */
  input?: string | Uint8Array | Uint8Array[]
  answers?: string
  stdout?: Writable
  environment?: Record<string, string>
}

class Kept extends Writable {
  text = ''
  isTTY = false
  override _write(chunk: Buffer, _: string, done: () => void): void {
    this.text += chunk.toString()
    done()
  }
}

/** Runs one command line in this process. */
export async function sluice(line: string[], { replies = [], url, input, answers, stdout, environment }: Wish = {}) {
  const fetch = scriptedFetch(replies)
  const [out, err] = [new Kept(), new Kept()]
  err.isTTY = answers !== undefined
  const stdin = answers === undefined ? Readable.from(chunksOf(input)) : terminal(answers)
  const transport = url === undefined ? { fetch, time: new EagerTime() } : {}
  const settings = readSettings({ SLUICE_URL: url ?? 'http://sluice.test', ...environment })
  const world: World = { settings, stdin, stdout: stdout ?? out, stderr: err, onSignal: () => () => {}, transport }
  const code = await run(line, world)
  return { code, stdout: out.text, stderr: err.text, sent: fetch.sent, requests: fetch.sent.map(requestLine) }
}

const requestLine = ({ method, path }: { method: string; path: string }): string => `${method} ${path}`

const chunksOf = (input: Wish['input'] = []): Uint8Array[] =>
  Array.isArray(input) ? input : [typeof input === 'string' ? Buffer.from(input) : input]

const terminal = (answers: string): Readable & { isTTY: boolean } =>
  Object.assign(new PassThrough().end(answers), { isTTY: true })
