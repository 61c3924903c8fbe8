import type { ActionName, InputOf } from '../actions/actions.ts'
import type { CreateAccessKeyInput } from '../actions/createAccessKey.ts'
import { findQueue } from '../actions/queueDocument.ts'
import type { Services } from '../actions/services.ts'
import { topicOf, topicResource } from '../domain/grants.ts'
import { limits } from '../domain/limits.ts'
import { Problem } from '../domain/problem.ts'
import type { Endpoint } from '../domain/topic.ts'
import type { TriggerTarget } from '../domain/trigger.ts'
import type { Caller } from './caller.ts'
import { judgeAccess } from './queueAccess.ts'

/** One thing that a caller has to be allowed: an action on a queue or a topic (as grants call it), or on none in particular. */
type Right = { action: ActionName; queue: string | undefined }

/** What inputs say that bears on rights, whichever action they are of. */
type Input = {
  queue?: string
  id?: string
  to?: string
  topic?: string
  settings?: {
    deadLetter?: { queue?: string } | null
    deadLetterQueue?: string | null
    endpoint?: Partial<Endpoint>
    target?: Partial<TriggerTarget>
  }
}

const configMsMax = limits.configSecondsMax * 1000

/** Throws Forbidden unless the caller may do all that the input asks for. */
export async function checkRights<Name extends ActionName>(
  services: Services,
  caller: Caller,
  name: Name,
  input: InputOf<Name>,
): Promise<void> {
  for (const wanted of rightsFor(name, input as Input)) {
    const right = await located(services, wanted, input as Input)
    if (!(await isAllowed(services, caller, right))) throw forbidden(caller, wanted)
  }
  if (name === 'createAccessKey') {
    const { checkGiven, checkOwner } = await import('./givenRights.ts') // seldom asked for
    checkGiven(caller, input as CreateAccessKeyInput)
    checkOwner(caller, input as CreateAccessKeyInput)
  }
}

/** Names what the caller named, and nothing that it would have to be told. */
const forbidden = ({ name }: Caller, { action, queue }: Right): Problem =>
  new Problem('Forbidden', {
    detail: `${name} has no right to ${action}${queue === undefined ? '' : ` on the ${spoken(queue)}`}.`,
  })

const spoken = (resource: string): string => {
  const topic = topicOf(resource)
  return topic === undefined ? `queue ${resource}` : `topic ${topic}`
}

/**
 * Messages that are moved into a queue are published there: so a redrive with a target, and a rule that names a dead-letter
 * queue, an endpoint or a target, want the right to publish in that one too. What goes back to where it came from was let go from there.
 */
function rightsFor(action: ActionName, { queue, topic, to, settings }: Input): Right[] {
  const { deadLetter, deadLetterQueue, endpoint, target } = settings ?? {}
  const copies = [endpoint, target].map(one => (one?.kind === 'queue' ? one.queue : undefined))
  const named = [action === 'startRedrive' ? to : undefined, deadLetter?.queue, deadLetterQueue, ...copies]
  const puts = named.filter(name => typeof name === 'string')
  return [
    { action, queue: topic === undefined ? queue : topicResource(topic) },
    ...puts.map((name): Right => ({ action: 'publish', queue: name })),
  ]
}

/** A redrive is asked for by its id; the right to it is one to its queue, whose owner may deny it to who may do everything. */
async function located(services: Services, right: Right, { id }: Input): Promise<Right> {
  const isOfRedrive = right.action === 'getRedrive' || right.action === 'cancelRedrive'
  if (!isOfRedrive) return right
  const { loadRedrive } = await import('../actions/redriveDocument.ts') // the functions of messages need none of it
  return { ...right, queue: (await loadRedrive(services, id!)).queue.name }
}

async function isAllowed(services: Services, caller: Caller, { action, queue }: Right): Promise<boolean> {
  const granted = caller.may(action, queue)
  if (caller.principal === undefined || queue === undefined) return granted
  const found = await findQueue(services, queue, configMsMax)
  const verdict = judgeAccess(found?.queue, caller.principal, action)
  return verdict === undefined ? granted : verdict === 'allow'
}
