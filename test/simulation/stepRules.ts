import { expiresAtMs } from '../../lib/domain/judge.ts'
import type { QueueSettings } from '../../lib/domain/queue.ts'
import type { Chronicle } from './chronicle.ts'
import type { Instance } from './instance.ts'
import type { Ledger } from './ledger.ts'
import { isTried } from './lookRules.ts'
import type { Standing } from './truth.ts'
import type { OnStep, Step } from './watch.ts'
import type { World } from './world.ts'

/** `settingsOf`: of the queue of a scope. */
type Rules = {
  world: World
  chronicle: Chronicle
  ledger: Ledger
  settingsOf: (scope: string) => QueueSettings
}

/** What must hold of each write, whoever made it and whether or not anybody ever learned of it. */
export function stepRules(rules: Rules): OnStep {
  const leases = new Set<string>()
  return step => {
    rules.chronicle.note(step.id, toWords(step))
    if (step.isAgain) rules.ledger.life(step.id).isDoubled = true
    if (step.stored.addresses.size > 1 && !rules.ledger.life(step.id).isDoubled)
      rules.chronicle.broken('twoAddresses', [...step.stored.addresses].join(' and '), step.id)
    if (step.was !== undefined) rules.ledger.redriven(step.was, step.id)
    if (step.before === undefined) appeared(rules, step)
    else if (step.after === undefined) disappeared(rules, step, step.before)
    else if (step.after.scope !== step.before.scope) movedAside(rules, step, step.before, step.after)
    else changed(rules, step, step.before, step.after, leases)
  }
}

function appeared({ chronicle, ledger }: Rules, { id }: Step): void {
  const { endedMs, isDoubled } = ledger.life(id)
  if (endedMs !== undefined && !isDoubled)
    chronicle.broken('cameBack', 'stored again after its ack or cancel was acknowledged', id)
}

/** Somebody must have asked for it, or its time must have come. */
function disappeared(
  { world, chronicle, ledger, settingsOf }: Rules,
  { id, by, becomes }: Step,
  before: Standing,
): void {
  if (becomes !== undefined && !isHeld(before, by.clockAt(world.nowMs))) return
  const { ackTokens, cancelAsked } = ledger.life(id)
  if (ackTokens.has(before.delivery.token)) return
  if (cancelAsked && !isHeld(before, by.clockAt(world.nowMs))) return
  if (expiresAtMs(before.head, settingsOf(before.scope)) <= by.clockAt(world.nowMs)) return
  const why = cancelAsked ? 'somebody holds it' : 'nobody with this token asked for it'
  chronicle.broken('lost', `removed by ${by.name}, though ${why}`, id)
}

const isHeld = ({ delivery: { leased, visibleAtMs } }: Standing, nowMs: number): boolean =>
  leased && visibleAtMs > nowMs

function changed(rules: Rules, step: Step, before: Standing, after: Standing, leases: Set<string>): void {
  const isHandedOut = after.delivery.leased && after.delivery.token !== before.delivery.token
  if (isHandedOut) handedOut(rules, step, before, after, leases)
  else if (after.delivery.token !== before.delivery.token && after.address === before.address && !mayStay(after))
    rules.chronicle.broken('twoReceipts', `the token ${before.delivery.token} went without a hand-over`, step.id)
  else if (after.delivery.token !== before.delivery.token && isHeld(before, step.by.clockAt(rules.world.nowMs)))
    rules.chronicle.broken('twoReceipts', `an edit took it from ${before.delivery.token}, who holds it`, step.id)
}

/** In its lane an edited message moves; in an ordered group it keeps its place. */
const mayStay = ({ number }: Standing): boolean => number !== undefined

/** Somebody gave it up, or nobody holds it and there was no more to be done; and nothing of it has changed. */
function movedAside(rules: Rules, { id, by }: Step, before: Standing, after: Standing): void {
  const { world, chronicle, ledger, settingsOf } = rules
  const { token, attempts } = before.delivery
  ledger.movedAside += 1
  const nowMs = by.clockAt(world.nowMs)
  const settings = settingsOf(before.scope)
  const isOver = isTried(before, settings) || expiresAtMs(before.head, settings) <= nowMs
  if (!ledger.life(id).givenUpTokens.has(token) && (isHeld(before, nowMs) || !isOver))
    chronicle.broken('aside', `by ${by.name}, after ${attempts} attempts, from ${token}`, id)
  if (after.delivery.attempts !== attempts || after.delivery.token === token || after.delivery.leased)
    chronicle.broken('aside', `${attempts} attempts and ${token} before, ${JSON.stringify(after.delivery)} after`, id)
}

function handedOut(rules: Rules, { id, by }: Step, before: Standing, after: Standing, leases: Set<string>): void {
  const { chronicle, world, ledger } = rules
  const { token, attempts } = after.delivery
  if (isTried(before, rules.settingsOf(before.scope)))
    chronicle.broken('attempts', `handed out after all its ${before.delivery.attempts} attempts`, id)
  const earlyMs = before.delivery.visibleAtMs - by.clockAt(world.nowMs)
  if (earlyMs > 0) chronicle.broken('leasedEarly', `by ${by.name}, ${earlyMs} ms too early by its clock`, id)
  const lease = `${id} ${token}`
  // A block that was put twice is what it was before, so a lease of it that is sent twice is made twice.
  const isSecond = leases.has(lease) && !ledger.life(id).isDoubled
  if (attempts !== before.delivery.attempts + 1 || isSecond)
    chronicle.broken('attempts', `token ${token}, ${attempts} attempts after ${before.delivery.attempts}`, id)
  leases.add(lease)
}

const stateInWords = ({ address, delivery, head }: Standing, by: Instance, nowMs: number): string => {
  const { token, leased, attempts, visibleAtMs } = delivery
  const seconds = ((visibleAtMs - by.clockAt(nowMs)) / 1000).toFixed(3)
  const expiry = head.expiresAtMs === undefined ? '' : `, expires at ${head.expiresAtMs}`
  return `${leased ? 'leased' : 'free'} ${token || 'fresh'} x${attempts}, visible in ${seconds} s${expiry} [${address}]`
}

function toWords({ before, after, by }: Step): () => string {
  const nowMs = by.clock.nowMs() - by.skewMs
  return () => {
    if (after === undefined) return `${by.name} removed it (${stateInWords(before!, by, nowMs)})`
    const verb = before === undefined ? 'stored it' : before.address === after.address ? 'changed it' : 'moved it'
    return `${by.name} ${verb}: ${stateInWords(after, by, nowMs)}`
  }
}
