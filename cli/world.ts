import type { TransportOptions } from '../client/index.ts'
import type { Settings } from './settings.ts'

/** All that a command touches besides the server: handed in, so that a test can look on. */
export type World = {
  settings: Settings
  stdin: NodeJS.ReadableStream & { isTTY?: boolean }
  /** How much there is to read from stdin, where that is known. */
  stdinBytes?: number | undefined
  /** Data, and nothing else. */
  stdout: NodeJS.WritableStream
  /** Progress, notes and errors. */
  stderr: NodeJS.WritableStream & { isTTY?: boolean }
  /** Calls `stop` on SIGINT and SIGTERM, until the returned function is called. */
  onSignal: (stop: (signal: NodeJS.Signals) => void) => () => void
  /** For tests: how to reach the server, and the time of its pauses. */
  transport?: Partial<TransportOptions>
}

/** Resolves when the text has been taken; rejects with EPIPE when the reader has gone. */
export const print = ({ stdout }: World, text: string | Uint8Array): Promise<void> =>
  new Promise((resolve, reject) => {
    stdout.write(text, error => (error ? reject(error) : resolve()))
  })

export const printLine = (world: World, text: string): Promise<void> => print(world, `${text}\n`)

export const note = ({ stderr }: World, text: string): void => {
  stderr.write(`${text}\n`)
}
