import type { Chronicle } from './chronicle.ts'
import type { Ledger } from './ledger.ts'
import type { Standing } from './truth.ts'
import type { Watch } from './watch.ts'

/** Of one group, one write: whatever was handed out, everything before it was handed out with it. */
export function checkRun(chronicle: Chronicle, befores: readonly Standing[], afters: readonly Standing[]): void {
  const tokens = new Map(befores.map(({ id, delivery }) => [id, delivery.token]))
  const isNew = ({ id, delivery }: Standing): boolean => delivery.leased && tokens.get(id) !== delivery.token
  const last = Math.max(...afters.filter(isNew).map(({ number }) => number!))
  const passed = afters.find(one => one.number! < last && !isNew(one))
  if (passed !== undefined)
    chronicle.broken('order', `number ${last} was handed out before ${passed.number}`, passed.id)
}

/** What was published after another message was acknowledged stands behind it. */
export function checkPublished(
  { chronicle, ledger, watch }: { chronicle: Chronicle; ledger: Ledger; watch: Watch },
  id: string,
  askedMs: number,
): void {
  const mine = watch.find(id)?.now
  if (mine?.number === undefined) return
  for (const { id: other, now } of watch.standing(mine.scope)) {
    if (now.hash !== mine.hash || now.number! <= mine.number) continue
    const { acknowledgedMs = Number.POSITIVE_INFINITY, acknowledgedIds } = ledger.life(other).letter ?? {}
    // Of what was published again after a purge, the first time says nothing.
    if (acknowledgedIds !== undefined && acknowledgedIds.size > 1) continue
    if (acknowledgedMs < askedMs && !ledger.isRedriven(id) && !ledger.isRedriven(other))
      chronicle.broken('order', `published after ${other} was acknowledged, and stands before it`, id)
  }
}

/** The numbers of one group, in the order of a call or of an answer. */
export function checkAscending(
  chronicle: Chronicle,
  words: string,
  numbers: readonly { hash: string; number: number; id: string }[],
): void {
  const last = new Map<string, number>()
  for (const { hash, number, id } of numbers) {
    if (number <= (last.get(hash) ?? 0)) chronicle.broken('order', `${words}: ${number} after ${last.get(hash)}`, id)
    last.set(hash, number)
  }
}
