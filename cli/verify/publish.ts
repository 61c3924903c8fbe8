import { isPassing } from '../../client/index.ts'
import { makeBody } from './body.ts'
import type { Chance } from './chance.ts'
import { hashOf } from './hash.ts'
import type { LedgerFile } from './ledger.ts'
import { pause } from './pause.ts'
import type { QueuePort } from './port.ts'

type Publishing = {
  name: string
  port: QueuePort
  ledger: LedgerFile
  chance: Chance
  /** When it ends, publishing ends. */
  signal: AbortSignal
  /** Resolves while there is room for more in the queue. */
  room: () => Promise<void>
  /** Called with how many were acknowledged, or with how many failed. */
  onDone: (acknowledged: number, failed: number) => void
}

const pauseMs = 200
const batchLettersMax = 100_000

/** Publishes batches of random size and writes down every message that was acknowledged, until the signal. */
export async function keepPublishing(publishing: Publishing): Promise<void> {
  const { signal, room, onDone } = publishing
  while (!signal.aborted) {
    await room()
    const bodies = makeBatch(publishing)
    try {
      await publishBatch(publishing, bodies)
      onDone(bodies.length, 0)
    } catch (error) {
      if (!isPassing(error)) throw error
      onDone(0, bodies.length)
      await pause(pauseMs, signal)
    }
  }
}

async function publishBatch(publishing: Publishing, bodies: string[]): Promise<void> {
  const { port, ledger } = publishing
  const sentAtMs = Date.now()
  const groups = port.ordered ? bodies.map(() => groupOf(publishing)) : []
  const stored = await port.publish(bodies, groups)
  ledger.write(
    ...stored.map(({ id }, index) => ({ kind: 'published', id, hash: hashOf(bodies[index]!), sentAtMs }) as const),
    ...stored.flatMap(({ id, sequence = '' }, index) =>
      port.ordered ? [{ kind: 'numbered', id, group: groups[index]!, sequence } as const] : [],
    ),
  )
}

const groupsMax = 5

/** Each publisher has groups of its own, so that it knows their order. */
const groupOf = ({ name, chance }: Publishing): string => `${name}-${chance.between(1, groupsMax)}`

/** Few enough letters that every protocol takes the batch, whatever their encoding makes of them. */
function makeBatch({ chance, port }: Publishing): string[] {
  const bodies: string[] = []
  const count = chance.between(1, port.batchMax)
  for (let letters = 0; bodies.length < count && letters < batchLettersMax; letters += bodies.at(-1)!.length) {
    bodies.push(makeBody(chance))
  }
  return bodies
}
