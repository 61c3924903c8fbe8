// A worker process of the example: works every queue off with the client's Worker, and keeps a ledger of it.

import { hashOf } from '../../cli/verify/hash.ts'
import { LedgerFile } from '../../cli/verify/ledger.ts'
import { pause } from '../../cli/verify/pause.ts'
import { bodyText, type Handler, type LeasedMessage, SluiceClient, Worker } from '../../client/index.ts'

/** What `run.ts` tells a worker, as JSON. */
export type WorkerTask = { url: string; queues: string[]; folder: string; n: number; leaseSeconds: number }

/** Looking into a webhook takes no time; a real handler would call someone else now. */
const workMs = 40

function makeHandler(ledger: LedgerFile): Handler {
  return async message => {
    ledger.write({ kind: 'delivered', id: message.id, attempts: message.attempts, atMs: Date.now() })
    const body = bodyText(message)
    JSON.parse(body) // throws, and so nacks, if this is not what GitHub sent
    await pause(workMs)
    ledger.write({ kind: 'processed', id: message.id, hash: hashOf(body) })
  }
}

async function work({ url, queues, folder, n, leaseSeconds }: WorkerTask): Promise<void> {
  const ledger = new LedgerFile(folder, `worker-${n}`)
  const client = new SluiceClient({ url })
  const onSettled = ({ id }: LeasedMessage, outcome: string): void => {
    if (outcome === 'acked') ledger.write({ kind: 'acked', id, atMs: Date.now() })
  }
  const options = { visibilityTimeoutSeconds: leaseSeconds, concurrency: 2, onSettled, onError: console.error }
  const workers = queues.map(queue => new Worker(client, queue, makeHandler(ledger), options))
  process.once('SIGTERM', () => {
    for (const worker of workers) worker.stop()
  })
  process.once('disconnect', () => process.exit()) // run.ts has gone
  process.channel?.unref()
  await Promise.all(workers.map(worker => worker.run()))
}

await work(JSON.parse(process.argv[2]!))
