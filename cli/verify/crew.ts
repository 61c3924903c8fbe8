import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Chance } from './chance.ts'

/** How long a member may take to finish what it holds. */
const patienceMs = 10_000

export type CrewOptions = {
  size: number
  /** The command line of member `n`, without node itself; each member that is started has its own number. */
  words: (n: number) => string[]
  chance: Chance
}

/** Processes that work, are killed, and are replaced. They end by themselves when this process goes. */
export class Crew {
  readonly #options: CrewOptions
  readonly #members = new Set<ChildProcess>()
  #started = 0
  #kills = 0
  #failure: Error | undefined

  constructor(options: CrewOptions) {
    this.#options = options
    for (let n = 0; n < options.size; n++) this.#start()
  }

  get kills(): number {
    return this.#kills
  }

  /** Set once a member has ended by itself, which none may. */
  get failure(): Error | undefined {
    return this.#failure
  }

  #start(): void {
    const words = this.#options.words(++this.#started)
    const member = spawn(process.execPath, words, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
    this.#members.add(member)
    member.once('exit', (code, signal) => {
      if (this.#members.delete(member)) this.#failure ??= new Error(`a worker ended by itself: ${code ?? signal}`)
    })
  }

  /** SIGKILL for one of them, at random; resolves when it is gone. Another takes its place unless told otherwise. */
  async killOne({ replace = true } = {}): Promise<void> {
    const members = [...this.#members]
    const victim = members[this.#options.chance.between(0, members.length - 1)]
    if (victim === undefined) return
    this.#members.delete(victim)
    const gone = once(victim, 'exit')
    victim.kill('SIGKILL')
    await gone
    this.#kills += 1
    if (replace) this.#start()
  }

  /** Lets everyone finish what it holds. */
  async stop(): Promise<void> {
    const members = [...this.#members]
    this.#members.clear()
    await Promise.all(members.map(member => end(member)))
  }
}

async function end(member: ChildProcess): Promise<void> {
  if (member.exitCode !== null || member.signalCode !== null) return
  const gone = once(member, 'exit')
  member.kill('SIGTERM')
  const impatience = setTimeout(() => member.kill('SIGKILL'), patienceMs)
  await gone
  clearTimeout(impatience)
}
