import { join } from 'node:path'
import type { Connection } from './http/connection.ts'
import { type Running, startServer } from './servers/child.ts'
import { openMnsQueue } from './wires/mnsWire.ts'
import { openSluiceQueue } from './wires/sluiceWire.ts'
import { openSqsQueue } from './wires/sqsWire.ts'
import type { Wire } from './wires/wire.ts'

export const workloads = ['publish 1', 'publish 10', 'poll 10 + ack 10', 'publish to a poll'] as const
export type Workload = (typeof workloads)[number]

/** How ours is spoken to; theirs knows SQS alone. */
export const protocols = ['native', 'sqs'] as const
export type Protocol = (typeof protocols)[number]

type OpenQueue = (connection: Connection, queue: string, running: Running) => Promise<Wire>

/** A server that is measured. */
export type Subject = {
  name: string
  /** What it keeps messages in, and what they survive. */
  says: string
  start(folder: string): Promise<Running>
  openQueue: Record<Protocol, OpenQueue>
  /** Whether it takes a large backlog in reasonable time. */
  isDeep: boolean
  /** Measured only when it is named. */
  isApart?: true
  /** The subject of like durability that it is held against, and how many times its rate is the budget. */
  against?: { peer: string; budget: Partial<Record<Workload, number>> }
}

const sluice = (store: string, says: string, peer: string, [one, batch]: [number, number]): Subject => ({
  name: `sluice-${store}`,
  says,
  start: folder => startServer('cli/sluice.ts', serveFlags(`sluice-${store}`, folder)),
  openQueue: { native: openSluiceQueue, sqs: openUnsigned },
  isDeep: true,
  against: { peer, budget: { 'publish 1': one, 'publish 10': batch, 'poll 10 + ack 10': batch } },
})

const openUnsigned: OpenQueue = (connection, queue) => openSqsQueue(connection, queue)

/** The key that a server with auth on, and without one yet, makes at its start and shows. */
const openSigned: OpenQueue = (connection, queue, { said }) => {
  const [, id = '', secret = ''] =
    /SLUICE_ACCESS_KEY_ID=(\S+)\s+export SLUICE_SECRET_ACCESS_KEY=(\S+)/.exec(said()) ?? []
  return openSqsQueue(connection, queue, { id, secret })
}

/** Ours with auth on, held against itself with auth off: what it costs to know who calls. */
const withAuth = (subject: Subject): Subject => ({
  ...subject,
  name: `${subject.name}-auth`,
  says: `${subject.says}, \`--auth on\`, every call signed`,
  start: folder => startServer('cli/sluice.ts', [...serveFlags(subject.name, folder), '--auth', 'on']),
  openQueue: { native: openSigned, sqs: openSigned },
  isApart: true,
  against: { peer: subject.name, budget: {} },
})

const openMns: OpenQueue = (connection, queue) => openMnsQueue(connection, queue)

/** At least so much of what it reaches in SQS. */
const mnsShare = 0.7

/** Ours spoken to in MNS, held against itself in SQS. */
const overMns = (subject: Subject): Subject => ({
  ...subject,
  name: `${subject.name}-mns`,
  says: `${subject.says}, spoken to in MNS (XML)`,
  openQueue: { native: openMns, sqs: openMns },
  isApart: true,
  against: {
    peer: subject.name,
    budget: { 'publish 1': mnsShare, 'publish 10': mnsShare, 'poll 10 + ack 10': mnsShare },
  },
})

function serveFlags(name: string, folder: string): string[] {
  const store = name.replace('sluice-', '')
  const kept = ['--store', 'embedded', '--durability', store, '--data', join(folder, 'data')]
  return ['serve', '--port', '0', ...(store === 'memory' ? ['--store', 'memory'] : kept)]
}

const fauxqs = (store: string, says: string): Subject => ({
  name: `fauxqs-${store}`,
  says,
  start: folder => startServer('bench/servers/fauxqsServer.ts', store === 'memory' ? [] : [join(folder, 'data')]),
  openQueue: { native: openUnsigned, sqs: openUnsigned },
  isDeep: store === 'memory',
})

const [memory, kill, power] = [
  sluice('memory', 'memory store', 'fauxqs-memory', [1.1, 1.3]),
  sluice('kill', 'embedded store, `--durability kill`: survives kill -9', 'fauxqs-sqlite', [7, 7]),
  sluice('power', 'embedded store, `--durability power`: survives power loss', 'fauxqs-sqlite', [4, 4]),
]

/** Ours against theirs of like durability; the budgets are those of the architecture, section 8. */
export const subjects: readonly Subject[] = [
  memory!,
  kill!,
  power!,
  fauxqs('memory', 'in memory'),
  fauxqs('sqlite', 'SQLite through `dataDir`: survives kill -9, and syncs at every commit (SQLite’s default)'),
  withAuth(memory!),
  withAuth(kill!),
  overMns(memory!),
  overMns(kill!),
]
