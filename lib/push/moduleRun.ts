import { stat } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { Worker } from 'node:worker_threads'
import { type Call, type Said, workerSource } from './moduleWorker.ts'

/** A line that a module has written. */
export type Print = (line: string) => void

type Waiting = { resolve: (answer: unknown) => void; reject: (error: Error) => void }

/** A module at work in a thread of its own, with the files that it has loaded as they were then. */
export class ModuleRun {
  readonly #worker: Worker
  readonly #waiting = new Map<number, Waiting>()
  readonly #loaded = new Map<string, Promise<number>>()
  #calls = 0
  #isOver = false
  #retires = false

  constructor(file: string, name: string, print: Print) {
    const workerData = { file, name }
    this.#worker = new Worker(workerSource, { eval: true, workerData, stdout: true, stderr: true })
    for (const stream of [this.#worker.stdout, this.#worker.stderr])
      createInterface({ input: stream }).on('line', line => print(`${name}: ${line}`))
    this.#note(file)
    this.#worker.on('message', (said: Said) => this.#hear(said))
    this.#worker.on('error', error => this.#end(new Error(`the module broke down: ${wordsOf(error)}`)))
    this.#worker.on('exit', code => this.#end(new Error(`the module ended its thread with ${code}`)))
  }

  /** Whether it still works, as what lies in its files now. */
  async isCurrent(): Promise<boolean> {
    const changes = [...this.#loaded].map(async ([file, knownMs]) => (await changedMs(file)) !== (await knownMs))
    const isChanged = (await Promise.all(changes)).includes(true)
    return !this.#isOver && !isChanged
  }

  /** What the module answers to an event; rejects with what it throws. When the signal aborts it is ended, whatever else it does. */
  call(event: object, remainingMs: number, signal: AbortSignal): Promise<unknown> {
    if (this.#isOver) return Promise.reject(new Error('the module was stopped'))
    const call = ++this.#calls
    const { promise, resolve, reject } = Promise.withResolvers<unknown>()
    this.#waiting.set(call, { resolve, reject })
    const abort = (): void => this.stop()
    signal.addEventListener('abort', abort, { once: true })
    this.#worker.postMessage({ call, event, remainingMs } satisfies Call)
    return promise.finally(() => {
      signal.removeEventListener('abort', abort)
      this.#waiting.delete(call)
      if (this.#retires && this.#waiting.size === 0) this.stop()
    })
  }

  /** Ends it once nothing is under way any more. */
  retire(): void {
    this.#retires = true
    if (this.#waiting.size === 0) this.stop()
  }

  stop(): void {
    this.#end(new Error('the module was stopped'))
    void this.#worker.terminate()
  }

  #note(file: string): void {
    if (!this.#loaded.has(file)) this.#loaded.set(file, changedMs(file))
  }

  #hear(said: Said): void {
    if ('loaded' in said) this.#note(said.loaded)
    else if ('error' in said) this.#waiting.get(said.call)?.reject(new Error(said.error))
    else this.#waiting.get(said.call)?.resolve(said.answer)
  }

  #end(error: Error): void {
    this.#isOver = true
    for (const { reject } of this.#waiting.values()) reject(error)
  }
}

/** 0: the file is not there. */
const changedMs = (file: string): Promise<number> =>
  stat(file).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  )

const wordsOf = (error: unknown): string => (error instanceof Error ? `${error.name}: ${error.message}` : String(error))
