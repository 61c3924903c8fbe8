import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

const readyPattern = /^sluice ready (http:\/\/\S+)$/

/** A `sluice serve` that is killed and started again on the same folder. */
export class Server {
  readonly #args: string[]
  #child: ChildProcess | undefined
  #url: Promise<string>
  /** How long it took from the start of the process to the ready line, for each start. */
  readonly startsMs: number[] = []

  constructor(folder: string, durability: string) {
    this.#args = ['cli/sluice.ts', 'serve', '--port', '0', '--data', folder, '--durability', durability]
    this.#url = this.#start()
  }

  /** Where it listens, once it does. */
  url(): Promise<string> {
    return this.#url
  }

  /** Kills it as the kernel would for want of memory, and starts the next one once it is dead. */
  async killAndRestart(): Promise<void> {
    const child = this.#child!
    const dead = once(child, 'exit')
    child.kill('SIGKILL')
    this.#url = dead.then(() => this.#start())
    await this.#url
  }

  async stop(): Promise<void> {
    const child = this.#child!
    if (child.exitCode !== null || child.signalCode !== null) return
    const dead = once(child, 'exit')
    child.kill('SIGTERM')
    await dead
  }

  async #start(): Promise<string> {
    const startedMs = performance.now()
    const child = spawn(process.execPath, this.#args, { stdio: ['ignore', 'pipe', 'pipe'] })
    this.#child = child
    let complaints = ''
    child.stderr.on('data', text => {
      complaints += text
    })
    for await (const line of createInterface({ input: child.stdout })) {
      const url = readyPattern.exec(line)?.[1]
      if (url === undefined) continue
      this.startsMs.push(performance.now() - startedMs)
      return url
    }
    throw new Error(`sluice serve ended before it was ready:\n${complaints}`)
  }
}
