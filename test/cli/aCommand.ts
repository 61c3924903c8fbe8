import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'

export const script = join(import.meta.dirname, '../../cli/sluice.ts')

type Environment = Record<string, string>

/** A command line as a process of its own against the server at `url`; killed when the test ends. */
export function startCommand(url: string, words: string[], input: string | Uint8Array = '', more: Environment = {}) {
  const child = spawn(process.execPath, [script, ...words], { env: { ...process.env, SLUICE_URL: url, ...more } })
  onTestFinished(() => void child.kill('SIGKILL'))
  child.stdin.on('error', () => {}) // a command need not read its input
  child.stdin.end(input)
  return child
}

/** The same, with all that it says and how it ends. */
export function aCommand(url: string, words: string[], input?: string | Uint8Array, more?: Environment) {
  const child = startCommand(url, words, input, more)
  const outputs = Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')])
  const result = outputs.then(([stdout, stderr, [code]]) => ({ code: code as number | null, stdout, stderr }))
  return { child, result }
}

/** Runs `sluice` with a line of words and answers what came of it. */
export const makeSluice = (url: string) => (line: string, input?: string | Uint8Array) =>
  aCommand(url, line.split(' '), input).result
