import { publish } from '../../../lib/actions/publish.ts'
import { findQueue } from '../../../lib/actions/queueDocument.ts'
import type { Services } from '../../../lib/actions/services.ts'
import { readProgress } from '../../../lib/upkeep/progress.ts'
import { type Check, type Finding, fail, ok, warn } from './finding.ts'

const staleMs = 3 * 60_000
const wakeMsMax = 30_000
const lookEveryMs = 1_000
const canaryQueue = '~canary'

/** Opens what the actions work with, for one check. */
export type WithServices = <Result>(work: (services: Services) => Promise<Result>) => Promise<Result>

/** Whether upkeep runs, and whether what is put into a queue wakes dispatch. */
export const wakeChecks = (withServices: WithServices, rest: (ms: number) => Promise<void>): Check[] => [
  { name: 'upkeep', run: () => withServices(checkUpkeep) },
  { name: 'wake path', run: () => withServices(services => checkWake(services, rest)) },
]

async function checkUpkeep(services: Services): Promise<Finding> {
  const progress = await readProgress(services)
  const todo = 'See docs/operate/UpkeepNotRunning.md.'
  if (progress === undefined) return fail('it has never run', todo)
  // It says how far it surely is, which is a minute before its last round.
  const agoMs = services.clock.nowMs() - progress.doneUntilMs - 60_000
  if (agoMs <= staleMs) return ok(`ran ${Math.max(0, Math.round(agoMs / 1000))} s ago`)
  return fail(`last ran ${Math.round(agoMs / 1000)} s ago`, todo)
}

async function checkWake(services: Services, rest: (ms: number) => Promise<void>): Promise<Finding> {
  const canary = await findQueue(services, canaryQueue)
  if (canary === undefined)
    return warn(
      'the canary has never run',
      'Wait a minute after the first deployment, then see docs/operate/CanaryDelivered.md.',
    )
  const input = { queue: canaryQueue, messages: [{ body: Buffer.from('doctor'), kind: 'text' as const }] }
  const { ids } = await publish(services, input, new AbortController().signal)
  const startMs = services.wall.nowMs()
  while (services.wall.nowMs() - startMs < wakeMsMax) {
    if ((await services.store.find(canary.queue, ids[0]!)) === undefined)
      return ok(`a message was taken within ${Math.ceil((services.wall.nowMs() - startMs) / 1000)} s`)
    await rest(lookEveryMs)
  }
  return fail(`a message was not taken within ${wakeMsMax / 1000} s`, 'See docs/operate/CanaryDelivered.md.')
}
