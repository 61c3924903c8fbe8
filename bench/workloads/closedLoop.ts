import type { Connection } from '../http/connection.ts'
import type { Answer } from '../http/responseReader.ts'

/** Resolves with false when there is nothing left to do. */
export type Step = (connection: Connection) => Promise<boolean>

/** Every connection takes step after step until there are none left. Resolves with the milliseconds it all took. */
export async function closedLoop(connections: readonly Connection[], step: Step): Promise<number> {
  const startMs = performance.now()
  await Promise.all(connections.map(connection => repeat(connection, step)))
  return performance.now() - startMs
}

async function repeat(connection: Connection, step: Step): Promise<void> {
  while (await step(connection)) {
    // The step did it.
  }
}

/** One call, its time put with the others. */
export async function timedCall(connection: Connection, request: Buffer, latenciesMs: number[]): Promise<Answer> {
  const startMs = performance.now()
  const answer = await connection.call(request)
  latenciesMs.push(performance.now() - startMs)
  return answer
}
