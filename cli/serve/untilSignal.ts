import type { EventEmitter } from 'node:events'

type Process = EventEmitter & { exit(code: number): void }

const interrupted = 130

/** Resolves at the first SIGTERM or SIGINT. The next one ends the process at once. */
export async function untilSignal(process: Process): Promise<void> {
  await new Promise<void>(resolve => {
    const first = (): void => {
      resolve()
      for (const signal of ['SIGTERM', 'SIGINT']) process.off(signal, first).on(signal, () => process.exit(interrupted))
    }
    for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, first)
  })
}
