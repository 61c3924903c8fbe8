import type { Envelope } from '../domain/envelope.ts'
import { expiresAtMs } from '../domain/judge.ts'
import { envelopeProblems } from '../domain/newMessage.ts'
import { Problem } from '../domain/problem.ts'
import type { Queue } from '../domain/queue.ts'
import type { Subscription, Topic } from '../domain/topic.ts'
import { pushCopy, queueCopy } from '../domain/topicMessage.ts'
import type { PublishResult } from '../store/store.ts'
import { pushQueueOf } from './innerQueues.ts'
import { putIn } from './publish.ts'
import type { Services } from './services.ts'
import { useQueue } from './usedQueue.ts'

/** A standing wish and the topic that it is of. */
export type Wish = { topic: Topic; subscription: Subscription }

/** What became of a copy: `delivered` means kept where it was to go. */
export type CopyOutcome = { kind: 'delivered' } | { kind: 'failed'; reason: string }

const delivered: CopyOutcome = { kind: 'delivered' }

/**
 * Puts a copy of each message (of a topic, or of the push queue) into the queue of a subscription, in its format; an outcome
 * for each, in order. A copy whose own time is over counts as delivered. Never throws.
 */
export async function deliverToQueue(
  services: Services,
  wish: Wish,
  envelopes: readonly Envelope[],
): Promise<CopyOutcome[]> {
  try {
    const used = await useQueue(services, queueOf(wish))
    const copies = await Promise.all(envelopes.map(envelope => copyFor(services, wish, envelope, used.queue)))
    const good = copies.filter(copy => typeof copy === 'object')
    const results = good.length > 0 ? (await putIn(services, used, good)).values() : [].values()
    return copies.map(copy => (typeof copy === 'object' ? outcomeOf(results.next().value!) : said(copy)))
  } catch (error) {
    return envelopes.map(() => said(wordsOf(error)))
  }
}

const said = (reason: string | undefined): CopyOutcome =>
  reason === undefined ? delivered : { kind: 'failed', reason }

const outcomeOf = (result: PublishResult): CopyOutcome => said(result.kind === 'stored' ? undefined : result.problem)

const wordsOf = (error: unknown): string => (error instanceof Problem ? error.code : String(error))

function queueOf({ subscription: { settings } }: Wish): string {
  if (settings.endpoint.kind === 'queue') return settings.endpoint.queue
  throw new Error('The endpoint of the subscription is no queue.')
}

/** The copy; undefined where there is no need of one any more; or why the queue cannot have it. */
async function copyFor(
  services: Services,
  wish: Wish,
  envelope: Envelope,
  queue: Queue,
): Promise<Envelope | string | undefined> {
  const nowMs = services.clock.nowMs()
  const copy = queueCopy(await rendered(services, wish, envelope), wish.subscription, queue, nowMs)
  if (expiresAtMs(copy, queue.settings) <= nowMs) return undefined
  const [problem] = envelopeProblems(copy, queue.settings)
  return problem === undefined ? copy : `InvalidInput: ${[...problem.path, problem.detail].join(' ')}`
}

async function rendered({ renderCopy }: Services, wish: Wish, envelope: Envelope): Promise<Envelope> {
  const { format } = wish.subscription.settings
  if (format === 'raw') return envelope
  if (renderCopy === undefined) throw new Error(`No copies in ${format} are written here.`)
  return { ...envelope, ...(await renderCopy(envelope, wish.topic, wish.subscription, format)) }
}

/**
 * Delivers copies where that is done by one write, and else keeps them in the push queue of the subscription, from where they
 * are carried later: whether each is kept in one of them.
 */
export async function deliver(
  services: Services,
  wish: Wish,
  envelopes: readonly Envelope[],
): Promise<PublishResult[]> {
  const stored: PublishResult = { kind: 'stored', id: '' }
  if (wish.subscription.settings.endpoint.kind !== 'queue') return keepForPush(services, wish, envelopes)
  const outcomes = await deliverToQueue(services, wish, envelopes)
  const failed = envelopes.filter((_, index) => outcomes[index]!.kind === 'failed')
  const kept = failed.length > 0 ? (await keepForPush(services, wish, failed)).values() : [].values()
  return outcomes.map(({ kind }) => (kind === 'failed' ? kept.next().value! : stored))
}

async function keepForPush(services: Services, wish: Wish, envelopes: readonly Envelope[]): Promise<PublishResult[]> {
  const used = await pushQueueOf(services, wish.topic.name, wish.subscription)
  const nowMs = services.clock.nowMs()
  await services.store.markDue(used.queue, nowMs)
  const results = await putIn(
    services,
    used,
    envelopes.map(envelope => pushCopy(envelope, wish.subscription, nowMs)),
  )
  services.onPush?.(used.queue)
  return results
}
