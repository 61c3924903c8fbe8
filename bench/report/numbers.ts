import type { Latency } from '../rows.ts'
import { type Spread, spreadOf } from '../statistics.ts'

/** Whole, with commas. */
export const whole = (value: number): string => Math.round(value).toLocaleString('en-US')

const withSpread = ({ median, min, max }: Spread, write: (value: number) => string): string =>
  `${write(median)} (${write(min)}–${write(max)})`

export const rate = (rates: readonly number[]): string => withSpread(spreadOf(rates), whole)

export const ratio = (spread: Spread): string => withSpread(spread, value => value.toFixed(2))

/** Medians of the rounds: `0.41 / 1.30`. */
export const latency = (rounds: readonly Latency[]): string =>
  [rounds.map(({ p50Ms }) => p50Ms), rounds.map(({ p99Ms }) => p99Ms)]
    .map(values => milliseconds(spreadOf(values).median))
    .join(' / ')

const milliseconds = (ms: number): string => (ms < 10 ? ms.toFixed(2) : ms.toFixed(1))
