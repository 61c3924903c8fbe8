import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** A server in a process of its own. */
export type Running = {
  port: number
  pid: number
  /** The end of what it said on stderr. */
  said(): string
  /** Ends it, by force when it does not end by itself; resolves when it has ended. */
  stop(): Promise<void>
}

const readyMsMax = 30_000
const stopMsMax = 15_000

export const root = join(import.meta.dirname, '../..')

const children = new Set<ChildProcess>()

process.once('exit', () => {
  for (const child of children) child.kill('SIGKILL')
})

/**
 * Runs a script of this project with this Node, and resolves once it prints its ready line with a port of this machine.
 * Rejects with what it said on stderr when it ends before. It ends with this process, however that ends.
 */
export async function startServer(script: string, args: readonly string[]): Promise<Running> {
  const child = spawn(process.execPath, [join(root, script), ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: plainEnvironment(),
  })
  children.add(child)
  child.once('exit', () => children.delete(child))
  const said = collect(child)
  const timer = setTimeout(() => child.kill('SIGKILL'), readyMsMax)
  const port = await readyPort(child)
  clearTimeout(timer)
  if (port === undefined) throw new Error(`${script} did not get ready: ${said()}`)
  return { port, pid: child.pid!, said, stop: () => stop(child) }
}

/** Settings of whoever runs the bench must not change what is measured. */
function plainEnvironment(): NodeJS.ProcessEnv {
  const isForeign = (name: string): boolean => /^(SLUICE_|FAUXQS_|NODE_|npm_)/.test(name)
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !isForeign(name)))
}

/** Reads on to the end, or the child would stand still with a full pipe; keeps the last few lines. */
function collect(child: ChildProcess): () => string {
  let text = ''
  child.stderr!.setEncoding('utf8').on('data', (piece: string) => {
    text = (text + piece).slice(-2000)
  })
  return () => text.trim()
}

async function readyPort(child: ChildProcess): Promise<number | undefined> {
  const lines = createInterface({ input: child.stdout! })
  return new Promise(resolve => {
    lines.on('line', line => {
      const ready = /^\w+ ready http:\/\/127\.0\.0\.1:(\d+)$/.exec(line)
      if (ready !== null) resolve(Number(ready[1]))
    })
    lines.once('close', () => resolve(undefined))
  })
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), stopMsMax)
  await ended
  clearTimeout(timer)
}
