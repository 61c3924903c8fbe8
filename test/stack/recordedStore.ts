import { AsyncLocalStorage } from 'node:async_hooks'
import { MemoryBodies } from '../../lib/bodies/memoryBodies.ts'
import { DynamoStore } from '../../lib/store/dynamo/dynamoStore.ts'
import type { StoreContext } from '../../lib/store/store.ts'
import { tables } from '../dynamo/aDynamoStore.ts'
import { FakeDynamo } from '../dynamo/fake/fakeDynamo.ts'

type Given = { TableName?: string; Key?: { p?: { S?: string } }; Item?: { p?: { S?: string } } }

/** One right that a call has asked for. `partition`: the kind of partition, up to its first dot. */
export type Right = { table: string; action: string; partition: string }

/** For each operation of the store, what it has asked of DynamoDB, each right once. */
export class Recording {
  readonly #rights = new Map<string, Map<string, Right>>()
  readonly #running = new AsyncLocalStorage<string>()

  of(operation: string): Right[] {
    return [...(this.#rights.get(operation)?.values() ?? [])]
  }

  /** A store over a fake whose calls are recorded under the operation that makes them. */
  store(context: StoreContext): DynamoStore {
    const dynamo = new FakeDynamo({ tables: Object.values(tables) })
    const call = dynamo.call.bind(dynamo)
    dynamo.call = (operation, input) => {
      this.#note(operation, input as Given & { TransactItems?: Record<string, Given>[] })
      return call(operation, input)
    }
    return this.#labelled(new DynamoStore({ ...context, dynamo, tables, bodies: new MemoryBodies() }), '')
  }

  #labelled<Target extends object>(target: Target, prefix: string): Target {
    return new Proxy(target, {
      get: (object, name) => {
        const member = Reflect.get(object, name, object)
        if (name === 'documents') return this.#labelled(member as object, 'documents.')
        if (typeof member !== 'function') return member
        return (...given: unknown[]) => this.#running.run(`${prefix}${String(name)}`, () => member.apply(object, given))
      },
    })
  }

  /** A transaction needs the rights of its parts. */
  #note(operation: string, input: Given & { TransactItems?: Record<string, Given>[] }): void {
    const parts = input.TransactItems?.flatMap(item => Object.entries(item)) ?? [
      [operation.replace(/Item$/, ''), input],
    ]
    for (const [verb, { TableName, Key, Item }] of parts as [string, Given][]) {
      const action = `dynamodb:${verb === 'Query' ? verb : verb.replace(/Item$|Check$/, '') + (verb === 'ConditionCheck' ? 'CheckItem' : 'Item')}`
      const partition = ((Key ?? Item)?.p?.S ?? '').split('.')[0]!
      this.#add({ table: TableName!, action, partition })
    }
  }

  #add(right: Right): void {
    const operation = this.#running.getStore() ?? 'nobody'
    const rights = this.#rights.get(operation) ?? new Map<string, Right>()
    this.#rights.set(operation, rights.set(JSON.stringify(right), right))
  }
}
