import * as v from 'valibot'
import type { ReceiptOutcome } from '../../../actions/settleReceipts.ts'
import type { Reply } from '../../../http/message.ts'
import { instant, receipt, toInstant } from '../fields.ts'
import { json } from '../reply.ts'

const descriptions = {
  lapsed: 'the lease is over and nobody else has the message',
  replaced: 'the message was handed out again, or edited, since',
  gone: 'there is no such message any more',
  unknown: 'not a receipt of this queue',
}

/** Three calls answer alike; only what success is called differs. */
export const settledView = (done: string, meaning: string) => {
  const result = {
    receipt,
    outcome: v.pipe(
      v.picklist([done, ...Object.keys(descriptions)]),
      v.description(
        Object.entries({ [done]: meaning, ...descriptions })
          .map(([name, text]) => `\`${name}\`: ${text}`)
          .join('; '),
      ),
    ),
  }
  const results = v.array(
    done === 'extended' ? v.strictObject({ ...result, leaseExpiresAt: v.optional(instant) }) : v.strictObject(result),
  )
  return v.strictObject({ results })
}

/** An outcome for each receipt, in order. */
export const settledReply = (done: string, receipts: readonly string[], outcomes: readonly ReceiptOutcome[]): Reply =>
  json(200, {
    results: outcomes.map(({ kind, untilMs }, index) => ({
      receipt: receipts[index],
      outcome: kind === 'done' ? done : kind,
      leaseExpiresAt: untilMs === undefined ? undefined : toInstant(untilMs),
    })),
  })
