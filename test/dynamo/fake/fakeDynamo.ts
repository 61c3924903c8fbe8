import type { ConsumedCapacity } from '@aws-sdk/client-dynamodb'
import type { Dynamo, Input, Operation, Output } from '../../../lib/store/dynamo/dynamo.ts'
import { DynamoError } from './dynamoError.ts'
import { keyOf } from './keys.ts'
import { checkMembers, checkReturnValues } from './members.ts'
import { type Plan, planDelete, planPut, planUpdate } from './plans.ts'
import { lastKeyOf, readPage, searchOf } from './query.ts'
import { RequestTokens } from './requestTokens.ts'
import { readUnits } from './sizes.ts'
import { type Rows, Table, toStored } from './table.ts'
import { checkNoneFailed, plansOf } from './transaction.ts'
import { copyItem, type Item, takeItem } from './values.ts'
import { decide, type Outcome, returned } from './write.ts'

/** One call as it was answered: its units are counted whether or not the caller asked for them, refusals included. */
export type CallRecord = {
  operation: Operation
  input: Input<Operation>
  readUnits: number
  writeUnits: number
  /** Items found by a read, written or checked by a write. */
  items: number
  /** The name of the error, where the call was refused. */
  error: string | undefined
}

export type FakeOptions = {
  tables: readonly string[]
  /** Drives how long a ClientRequestToken is known and which version `callAsOf` sees. Default: always 0. */
  nowMs?: () => number
  /** For how long replaced versions are kept for `callAsOf`. Default 0: not at all. */
  historyMs?: number
}

type Spent = { readUnits: number; writeUnits: number; items: number }
type Read = 'GetItem' | 'Query'

/**
 * DynamoDB in process, as far as the store uses it; compared with DynamoDB Local in oracle.test.ts. One call is one
 * atomic step, done before `call` returns its promise; values are copied in and out. A call that asks for more than
 * the fake knows rejects with a plain Error.
 */
export class FakeDynamo implements Dynamo {
  onCall: ((record: CallRecord) => void) | undefined
  readonly #tables: ReadonlyMap<string, Table>
  readonly #nowMs: () => number
  readonly #tokens = new RequestTokens()
  #spent: Spent = { readUnits: 0, writeUnits: 0, items: 0 }

  constructor({ tables, nowMs = () => 0, historyMs = 0 }: FakeOptions) {
    this.#tables = new Map(tables.map(name => [name, new Table(name, nowMs, historyMs)]))
    this.#nowMs = nowMs
  }

  async call<Name extends Operation>(operation: Name, input: Input<Name>): Promise<Output<Name>> {
    return this.#counted(operation, input, () => this.#answer(operation, input, undefined)) as Output<Name>
  }

  /** Answers a read that may be stale as it would have been answered at `asOfMs`, at most `historyMs` ago. */
  async callAsOf<Name extends Read>(operation: Name, input: Input<Name>, asOfMs: number): Promise<Output<Name>> {
    if (input.ConsistentRead) throw new Error('a consistent read is never stale')
    return this.#counted(operation, input, () => this.#answer(operation, input, asOfMs)) as Output<Name>
  }

  /**
   * Puts items into a table as if they had always been there: uncounted, unchecked, and kept as they are, so that items may
   * share what is in them. From then on they are not the caller's to change.
   */
  load(table: string, items: Iterable<Item>): void {
    for (const item of items) this.#table(table).load(item.p!.S!, item.s!.S!, toStored(item))
  }

  /** The items of a table as they are kept, in no particular order: to be read, not to be changed. */
  items(table: string): Iterable<Readonly<Item>> {
    return this.#table(table).items()
  }

  /** One item as it is kept: to be read, not to be changed. */
  get(table: string, p: string, s: string): Readonly<Item> | undefined {
    return this.#table(table).get(p, s)?.item
  }

  #counted<Result>(operation: Operation, input: Input<Operation>, answer: () => Result): Result {
    this.#spent = { readUnits: 0, writeUnits: 0, items: 0 }
    let error: string | undefined
    try {
      return answer()
    } catch (thrown) {
      error = (thrown as Error).name
      throw thrown
    } finally {
      this.onCall?.({ operation, input, ...this.#spent, error })
    }
  }

  #answer(operation: Operation, input: Input<Operation>, asOfMs: number | undefined): unknown {
    checkMembers(operation, input)
    if (operation === 'GetItem') return this.#getItem(input as Input<'GetItem'>, asOfMs)
    if (operation === 'Query') return this.#query(input as Input<'Query'>, asOfMs)
    if (operation === 'TransactWriteItems') return this.#transact(input as Input<'TransactWriteItems'>)
    const { ReturnValues: wanted } = input as Input<'PutItem'>
    checkReturnValues(operation, wanted)
    if (operation === 'PutItem') return this.#write(input as Input<'PutItem'>, planPut(input as Input<'PutItem'>))
    if (operation === 'UpdateItem')
      return this.#write(input as Input<'UpdateItem'>, planUpdate(input as Input<'UpdateItem'>))
    return this.#write(input as Input<'DeleteItem'>, planDelete(input as Input<'DeleteItem'>))
  }

  #getItem(input: Input<'GetItem'>, asOfMs: number | undefined): Output<'GetItem'> {
    const { p, s } = keyOf(takeItem(input.Key ?? {}))
    const stored = this.#rows(input, p, asOfMs).get(s)
    this.#spent.items = stored === undefined ? 0 : 1
    this.#spent.readUnits = readUnits(stored?.bytes ?? 0, input.ConsistentRead === true)
    return { ...(stored && { Item: copyItem(stored.item) }), ...this.#capacity(input, this.#spent.readUnits) }
  }

  #query(input: Input<'Query'>, asOfMs: number | undefined): Output<'Query'> {
    const search = searchOf(input)
    const page = readPage(this.#rows(input, search.p, asOfMs), search)
    const last = lastKeyOf(search, page)
    this.#spent.items = page.found.length
    this.#spent.readUnits = readUnits(page.bytes, input.ConsistentRead === true)
    return {
      Items: page.found.map(({ item }) => copyItem(item)),
      Count: page.found.length,
      ScannedCount: page.found.length,
      ...(last && { LastEvaluatedKey: last }),
      ...this.#capacity(input, this.#spent.readUnits),
    }
  }

  #write(input: Input<'PutItem' | 'UpdateItem' | 'DeleteItem'>, plan: Plan): Output<'PutItem'> {
    const table = this.#table(plan.tableName)
    const outcome = decide(table, plan)
    this.#spent.items = 1
    this.#spent.writeUnits = outcome.units
    if (outcome.failure !== undefined) throw outcome.failure
    apply(table, plan, outcome)
    const attributes = returned(input.ReturnValues, plan, outcome)
    return { ...(attributes && { Attributes: attributes }), ...this.#capacity(input, outcome.units) }
  }

  #transact(input: Input<'TransactWriteItems'>): Output<'TransactWriteItems'> {
    const plans = plansOf(input)
    const steps = plans.map(plan => ({ plan, table: this.#table(plan.tableName) }))
    this.#spent.items = plans.length
    if (this.#tokens.isDone(input, this.#nowMs())) return this.#replayed(input, plans)
    const outcomes = steps.map(({ plan, table }) => decide(table, plan))
    this.#spent.writeUnits = outcomes.reduce((sum, { units }) => sum + 2 * units, 0)
    checkNoneFailed(outcomes)
    for (const [at, { plan, table }] of steps.entries()) apply(table, plan, outcomes[at]!)
    this.#tokens.add(input, this.#nowMs())
    return this.#capacities(input, plans, at => 2 * outcomes[at]!.units)
  }

  /** A transaction that was done already costs as if its items were read. */
  #replayed(input: Input<'TransactWriteItems'>, plans: readonly Plan[]): Output<'TransactWriteItems'> {
    const units = plans.map(
      ({ tableName, key: { p, s } }) => 2 * readUnits(this.#table(tableName).get(p, s)?.bytes ?? 0, true),
    )
    this.#spent.readUnits = units.reduce((sum, one) => sum + one, 0)
    return this.#capacities(input, plans, at => units[at]!)
  }

  #capacity(
    input: { TableName: string | undefined; ReturnConsumedCapacity?: string | undefined },
    units: number,
  ): { ConsumedCapacity?: ConsumedCapacity } {
    if (!isAsked(input)) return {}
    return { ConsumedCapacity: { TableName: input.TableName, CapacityUnits: units } }
  }

  #capacities(
    input: Input<'TransactWriteItems'>,
    plans: readonly Plan[],
    unitsAt: (index: number) => number,
  ): { ConsumedCapacity?: ConsumedCapacity[] } {
    if (!isAsked(input)) return {}
    const sums = new Map<string, number>()
    for (const [at, { tableName }] of plans.entries()) sums.set(tableName, (sums.get(tableName) ?? 0) + unitsAt(at))
    return { ConsumedCapacity: [...sums].map(([TableName, CapacityUnits]) => ({ TableName, CapacityUnits })) }
  }

  #rows({ TableName: name = '' }: { TableName: string | undefined }, p: string, asOfMs: number | undefined): Rows {
    const table = this.#table(name)
    return asOfMs === undefined ? table.rows(p) : table.rowsAsOf(p, asOfMs)
  }

  #table(name: string): Table {
    const table = this.#tables.get(name)
    if (table === undefined)
      throw new DynamoError('ResourceNotFoundException', `Requested resource not found: Table: ${name} not found`)
    return table
  }
}

// A condition check writes nothing.
function apply(table: Table, { key: { p, s } }: Plan, { before, after }: Outcome): void {
  if (after !== before) table.write(p, s, after)
}

const isAsked = ({ ReturnConsumedCapacity: asked }: { ReturnConsumedCapacity?: string | undefined }): boolean =>
  asked !== undefined && asked !== 'NONE'
