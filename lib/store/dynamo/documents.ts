import type { Clock } from '../../domain/clock.ts'
import type { Random } from '../../domain/random.ts'
import { frozen } from '../frozen.ts'
import type { Document, Documents, Json, WriteOutcome } from '../store.ts'
import type { Item } from './block.ts'
import type { Input } from './dynamo.ts'
import { keyAttributes } from './keys.ts'
import { RecentReads } from './recentReads.ts'
import type { Send } from './send.ts'

export type DocumentsParts = {
  send: Pick<Send, 'call' | 'read'>
  table: string
  wall: Clock
  random: Random
  /** Throws once the store is closed. */
  check: () => void
}

type Page = { prefix: string; limit: number; after?: string | undefined }
type Expected = number | 'absent'

// A removed document leaves its version behind for as long as a write of its life before could still be on its way.
const tombstoneSeconds = 86_400

/**
 * Control-plane records, an item each: `j` the value as JSON, `v` the version, `w` a nonce of the write. An item without
 * `j` is the tombstone of a removed one. What was read is kept in the process for readers that take it a little old.
 */
export class DynamoDocuments implements Documents {
  readonly #parts: DocumentsParts
  readonly #recent: RecentReads
  #lastVersion = 0

  constructor(parts: DocumentsParts) {
    this.#parts = parts
    this.#recent = new RecentReads(parts.wall)
  }

  async read(kind: string, name: string, maxAgeMs = 0): Promise<Document | undefined> {
    this.#parts.check()
    const key = recentKey(kind, name)
    const recent = maxAgeMs > 0 ? this.#recent.recall(key, maxAgeMs) : undefined
    // Nothing is awaited between a look in vain and the question: a crowd would look in vain together.
    const known = recent && (await recent)
    return known ?? this.#recent.ask(key, asOfMs => this.#get(kind, name, asOfMs))
  }

  async write(kind: string, name: string, value: Json, expected: Expected): Promise<WriteOutcome> {
    this.#parts.check()
    return this.#replace(kind, name, expected, { j: { S: JSON.stringify(value) } })
  }

  async remove(kind: string, name: string, expected: number): Promise<'removed' | 'conflict'> {
    this.#parts.check()
    const t = Math.ceil(this.#parts.wall.nowMs() / 1000) + tombstoneSeconds
    const outcome = await this.#replace(kind, name, expected, { t: { N: String(t) } })
    return outcome.kind === 'written' ? 'removed' : 'conflict'
  }

  async list(kind: string, page: Page): Promise<Document[]> {
    this.#parts.check()
    const found: Document[] = []
    let from: Item | undefined
    do {
      const asOfMs = this.#parts.wall.nowMs()
      const { Items = [], LastEvaluatedKey } = await this.#parts.send.read('Query', this.#query(kind, page, from))
      const names = Items.filter(({ s }) => s!.S!.startsWith(page.prefix))
      found.push(...names.flatMap(item => toDocument(item, asOfMs) ?? []))
      from = names.length === Items.length ? LastEvaluatedKey : undefined
    } while (from !== undefined && found.length < page.limit)
    return found.slice(0, page.limit)
  }

  async #get(kind: string, name: string, asOfMs: number): Promise<Document | undefined> {
    const { send, table } = this.#parts
    const Key = keyAttributes({ p: kind, s: name })
    const { Item } = await send.read('GetItem', { TableName: table, Key, ConsistentRead: true })
    return Item && toDocument(Item, asOfMs)
  }

  /** Puts a document or a tombstone in place of what is expected to be there. */
  async #replace(kind: string, name: string, expected: Expected, content: Item): Promise<WriteOutcome> {
    const nonce = Buffer.from(this.#parts.random.bytes(9)).toString('base64url')
    let greaterThan = expected === 'absent' ? 0 : expected
    try {
      for (;;) {
        const version = this.#nextVersion(greaterThan)
        const put = this.#put(kind, name, expected, { ...content, v: { N: String(version) }, w: { S: nonce } })
        const reply = await this.#parts.send.call('PutItem', put)
        if (reply.kind === 'done') return { kind: 'written', version }
        const found = reply.kind === 'refused' ? reply.items[0] : undefined
        // It is our own: it was written, and the reply to it was lost.
        if (found?.w?.S === nonce) return { kind: 'written', version }
        // The version of a tombstone may be ahead of our clock; anything else that is in the way is a document.
        if (expected !== 'absent' || found === undefined || found.j !== undefined) return { kind: 'conflict' }
        greaterThan = versionOf(found)
      }
    } finally {
      this.#recent.forget(recentKey(kind, name))
    }
  }

  /** Greater than `least`, and than any that this process or, as far as clocks agree, another one has given. */
  #nextVersion(least: number): number {
    this.#lastVersion = Math.max(this.#parts.wall.nowMs(), least + 1, this.#lastVersion + 1)
    return this.#lastVersion
  }

  #put(kind: string, name: string, expected: Expected, content: Item): Input<'PutItem'> {
    const isAbsent = 'attribute_not_exists(p) OR (attribute_not_exists(j) AND v < :version)'
    return {
      TableName: this.#parts.table,
      Item: { ...keyAttributes({ p: kind, s: name }), ...content },
      ConditionExpression: expected === 'absent' ? isAbsent : 'attribute_exists(j) AND v = :version',
      ExpressionAttributeValues: { ':version': expected === 'absent' ? content.v! : { N: String(expected) } },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    }
  }

  #query(kind: string, { prefix, limit, after }: Page, from: Item | undefined): Input<'Query'> {
    const bounds = boundsOf(prefix, after)
    return {
      TableName: this.#parts.table,
      KeyConditionExpression: `p = :kind${bounds.condition}`,
      ExpressionAttributeValues: { ':kind': { S: kind }, ...bounds.values },
      ConsistentRead: true,
      Limit: limit,
      ...(from !== undefined && { ExclusiveStartKey: from }),
    }
  }
}

const recentKey = (kind: string, name: string): string => `${kind} ${name}`

type Bounds = { condition: string; values: Item }

/** Names with a prefix stand together, so after one of them the prefix need not be said: the first without it ends them. */
function boundsOf(prefix: string, after: string | undefined): Bounds {
  if (after !== undefined && after >= prefix)
    return { condition: ' AND s > :after', values: { ':after': { S: after } } }
  if (prefix === '') return { condition: '', values: {} }
  return { condition: ' AND begins_with(s, :prefix)', values: { ':prefix': { S: prefix } } }
}

const versionOf = ({ v }: Item): number => Number(v!.N)

/** The document in an item; undefined for a tombstone. */
function toDocument(item: Item, asOfMs: number): Document | undefined {
  const text = item.j?.S
  if (text === undefined) return undefined
  return { name: item.s!.S!, value: frozen(JSON.parse(text)), version: versionOf(item), asOfMs }
}
