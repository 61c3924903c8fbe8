/** What a phase of work did, or several of them. Latencies are in milliseconds, by the name of the call. */
export type Measure = { messages: number; elapsedMs: number; latenciesMs: Record<string, number[]> }

export const noWork = (): Measure => ({ messages: 0, elapsedMs: 0, latenciesMs: {} })

/** Adds the second to the first. */
export function add(sum: Measure, more: Measure): void {
  sum.messages += more.messages
  sum.elapsedMs += more.elapsedMs
  for (const [call, latenciesMs] of Object.entries(more.latenciesMs)) {
    sum.latenciesMs[call] ??= []
    for (const ms of latenciesMs) sum.latenciesMs[call].push(ms)
  }
}

export const perSecond = ({ messages, elapsedMs }: Measure): number => (messages * 1000) / elapsedMs
