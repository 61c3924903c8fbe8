import type { Input } from '../../../lib/store/dynamo/dynamo.ts'
import { DynamoError } from './dynamoError.ts'

const rememberedMs = 10 * 60_000

/** The transactions of the last ten minutes that carried a ClientRequestToken. */
export class RequestTokens {
  readonly #known = new Map<string, { input: Input<'TransactWriteItems'>; atMs: number }>()

  /** Whether this very transaction was done already. Throws IdempotentParameterMismatchException if it was another. */
  isDone(input: Input<'TransactWriteItems'>, nowMs: number): boolean {
    this.#forget(nowMs - rememberedMs)
    const known = this.#known.get(input.ClientRequestToken ?? '')
    if (known === undefined) return false
    if (printOf(known.input) === printOf(input)) return true
    throw new DynamoError(
      'IdempotentParameterMismatchException',
      'The provided client token was used with different parameters',
    )
  }

  add(input: Input<'TransactWriteItems'>, nowMs: number): void {
    if (input.ClientRequestToken === undefined) return
    this.#known.set(input.ClientRequestToken, { input, atMs: nowMs })
  }

  #forget(beforeMs: number): void {
    for (const [token, { atMs }] of this.#known) {
      if (atMs > beforeMs) break
      this.#known.delete(token)
    }
  }
}

const printOf = ({ TransactItems }: Input<'TransactWriteItems'>): string =>
  JSON.stringify(TransactItems, (_, value: unknown) =>
    value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value,
  )
