import type { Bundle } from './bundle.ts'

/** Code that is loaded at a cold start, in bytes: publish, poll and ack are on every message's way. */
export const eagerBytesMax = 300 * 1024
/** The same where a foreign protocol does what all of these do. */
export const foreignBytesMax = 420 * 1024
const budgets: Readonly<Record<string, number>> = {
  publish: eagerBytesMax,
  poll: eagerBytesMax,
  ack: eagerBytesMax,
  sqs: foreignBytesMax,
  send: foreignBytesMax,
  mns: foreignBytesMax,
  dispatch: foreignBytesMax,
  ingest: foreignBytesMax,
  canary: foreignBytesMax,
}

/** The bundles as lines of a table: name, KB that come in at the start, the same gzipped, KB that may follow. */
export function sizeTable(bundles: readonly Bundle[]): string {
  const rows = bundles.map(({ name, bytes, gzipBytes, laterBytes }) => [
    name,
    ...[bytes, gzipBytes, laterBytes].map(kilobytes),
  ])
  return [['function', 'KB', 'KB gzip', 'KB later'], ...rows].map(([name, ...sizes]) => line(name!, sizes)).join('\n')
}

/** The bundles that break their budget, in words. */
export const oversized = (bundles: readonly Bundle[]): string[] =>
  bundles
    .filter(({ name, bytes }) => bytes > (budgets[name] ?? Number.POSITIVE_INFINITY))
    .map(({ name, bytes }) => `${name} is ${kilobytes(bytes)} KB, its budget is ${kilobytes(budgets[name]!)} KB`)

const kilobytes = (bytes: number): string => (bytes / 1024).toFixed(1)
const line = (name: string, sizes: string[]): string => name.padEnd(10) + sizes.map(size => size.padStart(9)).join('')
