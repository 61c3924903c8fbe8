import { makeBody } from './body.ts'
import { checkHandedOut } from './lookRules.ts'
import type { Scene } from './scene.ts'
import { settle } from './settling.ts'

type Up = ReturnType<Scene['fleet']['start']>

const best = 1
const worst = 16
// Until a priority that is new to the queue is known to all; as long as a message has to wait before it may go before
// better ones.
const restMs = 6_000
// A sixteenth of them serve what has waited: that none of so many does happens once in a thousand million times.
const pollsMax = 330

/** With nothing going wrong and no end of better ones: the worst is handed out all the same. */
export async function checkShare(scene: Scene): Promise<void> {
  const from = scene.fleet.start()
  for (const priority of [best, worst]) await put(scene, from, `new-${priority}`, priority)
  await scene.world.pause(restMs)
  for (let count = 0; count < 2; count++) await take(scene, from)
  await put(scene, from, 'the-worst', worst)
  await put(scene, from, 'better', best)
  await scene.world.pause(restMs)
  for (let polls = 0; polls < pollsMax; polls++) {
    await put(scene, from, `better-${polls}`, best)
    if ((await take(scene, from)) === worst) return
  }
  scene.chronicle.broken('starved', `${pollsMax} polls handed out better ones only`)
}

async function put(
  { caller, chance, ledger, world, queue }: Scene,
  from: Up,
  tag: string,
  priority: number,
): Promise<void> {
  const body = makeBody(chance, tag, 0)
  ledger.write(tag, body, world.nowMs)
  const answer = await caller.ask('publish', { queue, messages: [{ body, kind: 'binary', priority }] }, { from })
  if (answer.kind === 'done') ledger.stored(tag, answer.value.ids[0]!, world.nowMs)
}

/** One message, acked; its priority. */
async function take(scene: Scene, from: Up): Promise<number | undefined> {
  const answer = await scene.caller.ask(
    'poll',
    { queue: scene.queue, maxMessages: 1, visibilityTimeoutSeconds: 600 },
    { from },
  )
  if (answer.kind !== 'done') return undefined
  const { messages } = answer.value
  for (const one of messages) checkHandedOut(scene, answer.value.queue, one, answer)
  await settle(scene, messages, { kind: 'ack', ifLapsed: 'refuse' }, { from })
  return messages[0]?.message.envelope.priority
}
