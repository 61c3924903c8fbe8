import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Bundle, bundleFunctions } from '../../scripts/package/bundle.ts'
import { settleConditions } from '../../scripts/package/conditions.ts'
import { packStage } from '../../scripts/package/stacks.ts'
import { asList, objectsIn, stringsIn, type Template, targetOf } from '../../scripts/package/template.ts'
import { storeContract } from '../contract/suite.ts'
import { tables } from '../dynamo/aDynamoStore.ts'
import { aService, realEntries } from './aService.ts'
import { Recording, type Right } from './recordedStore.ts'

// What the store asks of DynamoDB is recorded, operation by operation, while it is held to its contract. Which operations a function
// has is read from what is bundled for it. Both together are its rights: those, and no others, its role has to give.
const recording = new Recording()
storeContract('the recorded store', async context => recording.store(context))

/** Documents, which all functions read through the same code: what each does with them. */
const documentsOf: Record<string, readonly string[]> = {
  publish: ['read', 'write'], // when an access key was last used
  poll: ['read', 'write'], // the same
  ack: ['read', 'write'], // the same
  manage: ['read', 'write', 'remove', 'list'],
  sqs: ['read', 'write', 'remove', 'list'],
  send: ['read', 'write', 'remove', 'list'],
  mns: ['read', 'write', 'remove', 'list'],
  upkeep: ['read', 'write', 'remove', 'list'],
  dispatch: ['read', 'write', 'remove', 'list'],
  ingest: ['read'],
  canary: ['read', 'write'], // its own queue, by the first one
}

/** Operations in files that are bundled for something else in them, or for routes that lead to other functions. */
const neverCalled: Record<string, readonly string[]> = {
  manage: ['poll', 'settle'], // routes of the native API lead to poll and ack
  canary: ['settle'], // takes what it has sent, in dispatch
}

/** What a role gives, or does not give, against what is derived, with the reason. */
const exceptions: Record<string, string> = {
  'canary lacks messages dynamodb:UpdateItem':
    'counts are of queues with a limit and of groups, and its queue has neither',
}

const service = aService()
let template: Template
let bundles: Bundle[]
beforeAll(async () => {
  bundles = await bundleFunctions(realEntries, join(service.root, 'dist/functions'))
  template = settleConditions((await packStage(service.root, 'dev')).template)
})
afterAll(() => service[Symbol.dispose]())

const ours = /[\\/](lib[\\/](?!store[\\/])|functions[\\/]).*\.ts$/
const called = /\bstore\.(\w+)\(/g

/** The operations of the store on messages, by what the bundled sources call. */
function operationsOf(name: string): string[] {
  const { inputs } = bundles.find(bundle => bundle.name === name)!
  const sources = inputs.filter(path => ours.test(path)).map(path => readFileSync(path, 'utf8'))
  const operations = new Set(sources.flatMap(source => [...source.matchAll(called)].map(match => match[1]!)))
  return [...operations.difference(new Set(neverCalled[name]))]
}

const show = ({ table, action }: Right): string => `${table} ${action}`

function derivedFor(name: string): Set<string> {
  const documents = documentsOf[name]!.map(operation => `documents.${operation}`)
  return new Set([...operationsOf(name), ...documents].flatMap(operation => recording.of(operation)).map(show))
}

function givenTo(name: string): Set<string> {
  const role = `${name[0]!.toUpperCase()}${name.slice(1)}Role`
  const statements = [...objectsIn(template.Resources[role]!.Properties)].map(([, one]) => one)
  const named: Record<string, string> = { MessagesTable: tables.messages, DocumentsTable: tables.documents }
  const rights = statements
    .filter(({ Effect }) => Effect === 'Allow')
    .flatMap(({ Action, Resource }) =>
      asList(Resource)
        .map(resource => named[`${targetOf(resource)}`])
        .filter(table => table !== undefined)
        .flatMap(table => stringsIn(Action).map(action => `${table} ${action}`)),
    )
  return new Set(rights.filter(right => !/Records|Shard|Stream/.test(right)))
}

describe('the rights that the store has used', () => {
  const names = Object.keys(documentsOf)

  test.each(names)('%s has those that it needs, and no others', name => {
    const known = (kind: string) => (right: string) => exceptions[`${name} ${kind} ${right}`] === undefined
    const derived = derivedFor(name)
    const given = givenTo(name)
    expect([...derived.difference(given)].filter(known('lacks')).sort()).toEqual([])
    expect([...given.difference(derived)].filter(known('has')).sort()).toEqual([])
  })

  test('whatever is excepted is so still', () => {
    const found = names.flatMap(name => [
      ...[...derivedFor(name).difference(givenTo(name))].map(right => `${name} lacks ${right}`),
      ...[...givenTo(name).difference(derivedFor(name))].map(right => `${name} has ${right}`),
    ])
    expect(Object.keys(exceptions).sort()).toEqual(found.sort())
  })

  test('publishing updates the counters of limits and groups, and no other item', () => {
    const updates = ['publish', 'takePublishes', 'markDue'].flatMap(operation =>
      recording.of(operation).filter(({ action }) => action === 'dynamodb:UpdateItem'),
    )
    expect([...new Set(updates.map(({ partition }) => partition))].sort()).toEqual(['g', 'r'])
  })

  test('what waits is woken by a clock that knows of no operation, and only looks', () => {
    const actions = new Set(recording.of('nobody').map(show))
    expect([...actions].sort()).toEqual(['messages dynamodb:GetItem', 'messages dynamodb:Query'])
  })
})
