import type { Permits, PermitsParts } from './permits.ts'

/** What only queues with a limit need is loaded by the first of them. */
export class LazyPermits {
  readonly #parts: PermitsParts
  #loading: Promise<Permits> | undefined
  #loaded: Permits | undefined

  constructor(parts: PermitsParts) {
    this.#parts = parts
  }

  load(): Promise<Permits> {
    this.#loading ??= this.#load()
    return this.#loading
  }

  fullUntilMs(scope: string): number | undefined {
    return this.#loaded?.fullUntilMs(scope)
  }

  async #load(): Promise<Permits> {
    const { Permits } = await import('./permits.ts')
    this.#loaded = new Permits(this.#parts)
    return this.#loaded
  }
}
