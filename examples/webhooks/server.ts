import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Tail } from '../../cli/tail.ts'

const command = join(import.meta.dirname, '../../cli/sluice.ts')

const wordsBytesMax = 2_000

export type Server = { url: string; stop: () => Promise<void> }

/** Starts `sluice serve` on a free port, as anyone would, and waits for its ready line. */
export async function startServer(store: string, dataFolder: string): Promise<Server> {
  const words = [command, 'serve', '--port', '0', '--store', store, '--data', dataFolder]
  const server = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'pipe'] })
  const lastWords = new Tail(wordsBytesMax)
  server.stderr.on('data', chunk => lastWords.add(chunk))
  const ended = once(server, 'exit')
  const stop = async (): Promise<void> => {
    server.kill('SIGTERM')
    await ended
  }
  for await (const line of createInterface(server.stdout)) {
    const [, url] = /^sluice ready (\S+)$/.exec(line) ?? []
    if (url !== undefined) return { url, stop }
  }
  throw new Error(`the server ended before it was ready: ${lastWords.text(wordsBytesMax)}`)
}
