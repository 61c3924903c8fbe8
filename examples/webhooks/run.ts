// npm run example [-- --store memory|embedded|dynamo]: real GitHub webhooks through a queue per event type, two publishers,
// three workers of which one is killed. Without --store on those stores that need nothing else. Exits 1 unless every webhook
// arrived.
import { parseArgs } from 'node:util'
import { startProgress } from '../../cli/progress.ts'
import { figureRows, showRows } from '../../cli/verify/report.ts'
import { isSound } from '../../cli/verify/tally.ts'
import { startDynamo } from './dynamo.ts'
import { type Result, runExample } from './example.ts'

const ownStores = ['memory', 'embedded']
const allStores = [...ownStores, 'dynamo']

function storesWanted(): string[] {
  const { store } = parseArgs({ options: { store: { type: 'string' } } }).values
  if (store === undefined) return ownStores
  if (allStores.includes(store)) return [store]
  console.error(`--store has to be one of: ${allStores.join(', ')}`)
  process.exit(2)
}

async function runOn(store: string): Promise<Result> {
  const bar = await startProgress(process, store, 'webhooks', 1)
  const onProgress = (done: number, total: number): void => {
    bar.setTotal(total)
    bar.update(done)
  }
  const emulator = store === 'dynamo' && !process.env.SLUICE_DYNAMO_ENDPOINT ? await startDynamo() : undefined
  if (emulator !== undefined) process.env.SLUICE_DYNAMO_ENDPOINT = emulator.endpoint
  try {
    return await runExample(store, onProgress)
  } finally {
    bar.stop()
    await emulator?.stop()
  }
}

const isGood = ({ webhooks, figures }: Result): boolean =>
  figures.acknowledged === webhooks && figures.delivered === webhooks && isSound(figures)

const show = ({ store, webhooks, queues, kills, figures }: Result): string =>
  showRows([
    ['store', store],
    ['webhooks', webhooks, `of ${queues} event types, a queue for each`],
    ['published', figures.acknowledged, 'by 2 publishers'],
    ['processed', figures.delivered, `by 3 workers, ${kills} of them killed in the middle`],
    ...figureRows(figures),
  ])

for (const [index, store] of storesWanted().entries()) {
  const result = await runOn(store)
  console.log(`${index > 0 ? '\n' : ''}${show(result)}`)
  if (!isGood(result)) process.exitCode = 1
}
