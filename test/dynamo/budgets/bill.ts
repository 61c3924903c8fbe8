import { bodyKey } from '../../../lib/bodies/bodies.ts'
import { keepUntilMs } from '../../../lib/store/dynamo/block.ts'
import type { LogBytes } from './logs.ts'
import { type Kept, type Meter, sum } from './meter.ts'
import { type PriceName, usdFor } from './prices.ts'
import type { Cost, Shape } from './shapes.ts'
import { stack } from './stack.ts'
import { assumedMs, type Durations } from './timing.ts'

/** Dollars for a million messages, by what AWS puts on the bill. */
export type Bill = {
  writes: number
  reads: number
  objects: number
  requests: number
  time: number
  front: number
  logs: number
  leftovers: number
}

const dayMs = 86_400_000
const monthDays = 365 / 12
const gigabyte = 1e9
const million = 1e6
// DynamoDB counts so much more for each item it keeps.
const itemOverheadBytes = 100
const chunkBytes = 64 * 1024
const frontChunkBytes = 512 * 1024

export const total = (bill: Bill): number => Object.values(bill).reduce((all, one) => all + one, 0)

/** Of publish, poll and ack: how many a message needs. */
const perMessage = ({ publish, poll, ack }: Shape) => ({ publish: 1 / publish, poll: 1 / poll, ack: 1 / ack })

export function billOf(shape: Shape, bytes: number, cost: Cost, durations: Durations, logs: LogBytes): Bill {
  const { writes, reads, puts, gets } = sum([cost.publish, cost.poll, cost.ack])
  const each = million / cost.messages
  const asked = perMessage(shape)
  const requests = million * (asked.publish + asked.poll + asked.ack)
  return {
    writes: usdFor('DynamoDB, write request units', writes * each),
    reads: usdFor('DynamoDB, read request units', reads * each),
    objects: usdFor('S3, puts', puts * each) + usdFor('S3, gets', gets * each),
    requests: usdFor('Lambda, requests', requests),
    time: usdFor('Lambda, time (arm64)', million * gigabyteSeconds(shape, durations)),
    front: usdFor('HTTP API, requests of 512 KB', million * chunks(shape, bytes, frontChunkBytes)),
    logs: usdForLogs(requests * (logs.platform + logs.ours)),
    leftovers: usdForLeftovers(cost.left) * each,
  }
}

function gigabyteSeconds(shape: Shape, durations: Durations): number {
  const asked = perMessage(shape)
  const names = Object.keys(asked) as (keyof typeof asked)[]
  const ms = names.reduce((all, name) => all + asked[name] * Math.ceil(durations[name] + assumedMs.own), 0)
  return (ms / 1000) * (stack.memoryMegabytes / 1024)
}

/** Requests a message, where a large one counts as several: on its way in and on its way out. */
function chunks(shape: Shape, bytes: number, most: number): number {
  const asked = perMessage(shape)
  const counted = (messages: number) => Math.max(1, Math.ceil((messages * bytes) / most))
  return asked.publish * counted(shape.publish) + asked.poll * counted(shape.poll) + asked.ack
}

/** Taken in, and kept as long as the stage says. */
export const usdForLogs = (bytes: number): number =>
  usdFor('CloudWatch, logs taken in', bytes / gigabyte) +
  usdFor('CloudWatch, logs kept', (bytes / gigabyte) * (stack.logRetentionDays / monthDays))

/** For how many days a body stays that no message needs any more: in the table, and in the bucket. */
export const leftDays = {
  items: keepUntilMs(0) / dayMs,
  objects: Number(/^d(\d+)/.exec(bodyKey(keepUntilMs(0), 0, ''))![1]),
}

const usdForLeftovers = (left: Kept): number =>
  tableUsd(left, leftDays.items) + usdFor('S3, storage', (left.objectBytes / gigabyte) * (leftDays.objects / monthDays))

const tableUsd = ({ items, itemBytes }: Kept, days: number): number => {
  const gigabyteMonths = ((itemBytes + items * itemOverheadBytes) / gigabyte) * (days / monthDays)
  return usdFor('DynamoDB, storage', gigabyteMonths) + usdFor('DynamoDB, point-in-time recovery', gigabyteMonths)
}

/** A million messages that wait for a day. */
export function usdForADay({ kept, messages }: Cost): number {
  const s3 = usdFor('S3, storage', kept.objectBytes / gigabyte / monthDays)
  return ((tableUsd(kept, 1) + s3) * million) / messages
}

/** What a million messages cost of a service that asks for requests only. */
export const elsewhere = (name: PriceName, shape: Shape, bytes: number): number =>
  usdFor(name, million * chunks(shape, bytes, chunkBytes))

export const unitUsd = ({ writes, reads, puts, gets }: Meter): number =>
  usdFor('DynamoDB, write request units', writes) +
  usdFor('DynamoDB, read request units', reads) +
  usdFor('S3, puts', puts) +
  usdFor('S3, gets', gets)

export const monthMinutes = monthDays * 24 * 60
