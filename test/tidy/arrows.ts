import { importsOf } from './imports.ts'
import { findLines, isTest, type Rule, type Tree } from './rule.ts'

/** Which room a file belongs to: the first pattern that fits names it, `$1` being what the pattern caught. */
const places: readonly [RegExp, string][] = [
  [/^lib\/domain\//, 'domain'],
  [/^lib\/(clock|random|sortedMap|version|wallClock|xmlText)\.ts$/, 'tools'],
  [/^lib\/store\/openStore\.ts$/, 'wiring'],
  [/^lib\/store\/([a-z]+)\//, 'store/$1'],
  [/^lib\/store\//, 'store'],
  [/^lib\/http\/message\.ts$/, 'message'],
  [/^lib\/http\//, 'http'],
  [/^lib\/protocols\/([a-z]+)\//, 'protocols/$1'],
  [/^lib\/([a-z]+)\//, '$1'],
  [/^lib\//, 'wiring'],
  [/^cli\/serve\b/, 'serve'],
  [/^([a-z]+)\//, '$1'],
  [/^package\.json$/, 'manifest'],
]

const shop = [
  'domain',
  'tools',
  'store',
  'actions',
  'upkeep',
  'push',
  'timers',
  'ingest',
  'identity',
  'message',
  'http',
  'protocols/…',
  'wiring',
]

/**
 * What each room may import of ours besides itself; `store` also stands for the contract alone, `store/…` for the one
 * who keeps it. Rooms that are not listed (scripts, bench) may import anything but tests.
 */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  domain: [],
  tools: ['domain', 'manifest'],
  message: [],
  store: ['domain'],
  'store/…': ['domain', 'tools', 'store', 'bodies'],
  bodies: ['domain', 'tools'],
  actions: ['domain', 'store'],
  upkeep: ['domain', 'store', 'actions'],
  push: ['domain', 'tools', 'store', 'actions'],
  timers: ['domain', 'tools', 'store', 'actions'],
  ingest: ['domain', 'actions'],
  identity: ['domain', 'message', 'actions'],
  'protocols/…': ['domain', 'tools', 'message', 'actions', 'identity'],
  http: ['domain', 'message'],
  wiring: [...shop, 'store/…'],
  functions: ['http', 'message', 'protocols/…', 'upkeep', 'push', 'timers', 'ingest', 'wiring'],
  serve: [...shop, 'functions', 'client', 'cli'],
  client: [],
  cli: ['client', 'manifest'],
  console: ['client'],
  examples: ['client', 'cli'],
}

// The one command that starts a server hangs on the command tree; the tree may name it, and nothing else of it.
const doors = new Set(['cli/sluice.ts', 'cli/program.ts'])

function roomOf(path: string): string {
  const [pattern, name] = places.find(([candidate]) => candidate.test(path)) ?? [/^.*$/, 'root']
  return path.match(pattern)![0].replace(pattern, name)
}

const kindOf = (room: string): string => room.replace(/\/.*/, '/…')

function allows(from: string, room: string, targetRoom: string): boolean {
  if (targetRoom === 'test') return false
  if (room === targetRoom || (doors.has(from) && targetRoom === 'serve')) return true
  const allowed = mayImport[kindOf(room)]
  return allowed === undefined || allowed.includes(kindOf(targetRoom))
}

const find = (tree: Tree): string[] =>
  importsOf(tree)
    .filter(({ from, isOurs }) => isOurs && !isTest(from))
    .filter(({ from, target }) => !allows(from, roomOf(from), roomOf(target)))
    .map(({ from, target }) => `${from} (${roomOf(from)}) imports ${target} (${roomOf(target)})`)

const planted = (from: string, specifier: string, finding: string) => ({
  tree: { [from]: `import type { X } from '${specifier}'\n` },
  finding,
})

export const arrows: Rule = {
  says: 'imports follow the arrows: the domain knows nobody, nobody reaches past the room before it',
  find,
  sees: [
    planted('lib/domain/judge.ts', '../clock.ts', '(domain) imports lib/clock.ts (tools)'),
    planted('lib/store/waiters.ts', './memory/lane.ts', '(store) imports lib/store/memory/lane.ts (store/memory)'),
    planted('lib/store/memory/lane.ts', '../embedded/tables.ts', '(store/memory) imports'),
    planted('lib/actions/publish.ts', '../bodies/bodies.ts', '(actions) imports lib/bodies/bodies.ts (bodies)'),
    planted('lib/bodies/bodies.ts', '../store/store.ts', '(bodies) imports lib/store/store.ts (store)'),
    planted('lib/actions/poll.ts', '../store/memory/lane.ts', '(actions) imports lib/store/memory/lane.ts'),
    planted('lib/actions/poll.ts', '../identity/perform.ts', '(actions) imports'),
    planted('lib/timers/wake.ts', '../push/settle.ts', '(timers) imports lib/push/settle.ts (push)'),
    planted('lib/ingest/ingest.ts', '../store/store.ts', '(ingest) imports lib/store/store.ts (store)'),
    planted('lib/push/settle.ts', '../protocols/mns/mns.ts', '(push) imports lib/protocols/mns/mns.ts'),
    planted('lib/identity/perform.ts', '../store/store.ts', '(identity) imports'),
    planted('lib/protocols/native/native.ts', '../../store/store.ts', '(protocols/native) imports'),
    planted('lib/protocols/native/native.ts', '../../http/node.ts', '(protocols/native) imports lib/http/node.ts'),
    planted('lib/protocols/sqs/sqs.ts', '../native/native.ts', '(protocols/sqs) imports'),
    planted('lib/http/node.ts', '../actions/poll.ts', '(http) imports'),
    planted('functions/poll.ts', '../lib/store/store.ts', '(functions) imports'),
    planted('client/client.ts', '../lib/domain/limits.ts', '(client) imports lib/domain/limits.ts'),
    planted('cli/commands/poll.ts', '../../lib/domain/limits.ts', '(cli) imports lib/domain/limits.ts'),
    planted('cli/commands/poll.ts', '../serve/serve.ts', '(cli) imports cli/serve/serve.ts (serve)'),
    planted('console/page.ts', '../cli/show.ts', '(console) imports'),
    planted('scripts/build.ts', '../test/fixtures.ts', '(scripts) imports test/fixtures.ts'),
  ],
}

const sdk = /^(@aws-sdk|@smithy)\/|^aws-sdk$/
const sdkRooms = /^lib\/(store\/dynamo|bodies|timers|push)\/|^lib\/stackSecrets\.ts$|^lib\/identity\/sigV4\//

export const sdks: Rule = {
  says: 'in lib an AWS SDK is imported only by the keepers, by who reads the secret of a stack, and by who checks signatures',
  find: tree =>
    importsOf(tree)
      .filter(
        ({ from, target }) => from.startsWith('lib/') && !isTest(from) && !sdkRooms.test(from) && sdk.test(target),
      )
      .map(({ from, target }) => `${from} imports ${target}`),
  sees: [
    planted('lib/actions/poll.ts', '@aws-sdk/client-sqs', 'lib/actions/poll.ts imports @aws-sdk/client-sqs'),
    planted('lib/store/memory/lane.ts', '@smithy/core/deep', 'lib/store/memory/lane.ts imports @smithy/core'),
  ],
}

export const packages: Rule = {
  says: 'the domain imports no package, nor of Node anything but crypto; the client imports nothing at all',
  find: tree =>
    importsOf(tree)
      .filter(({ from, isOurs }) => !isOurs && !isTest(from) && /^(lib\/domain|client)\//.test(from))
      .filter(({ from, target }) => !(from.startsWith('lib/domain/') && target === 'node:crypto'))
      .map(({ from, target }) => `${from} imports ${target}`),
  sees: [
    planted('lib/domain/id.ts', 'node:fs/promises', 'lib/domain/id.ts imports node:fs/promises'),
    planted('lib/domain/id.ts', 'valibot', 'lib/domain/id.ts imports valibot'),
    planted('client/client.ts', 'node:crypto', 'client/client.ts imports node:crypto'),
  ],
}

const wireWords = /\b(ReceiptHandle|NextVisibleTime|MessageGroupId|MessageDeduplicationId|ApproximateReceiveCount)\b/
const moreWireWords = /\b(DequeueCount|VisibilityTimeout|WaitTimeSeconds|RedrivePolicy|waitseconds|x-mns-)/

export const wire: Rule = {
  says: 'only protocols, and what checks their signatures, say the words of the wire',
  find: tree =>
    [wireWords, moreWireWords].flatMap(words =>
      findLines(
        tree,
        path => /^lib\/(?!protocols\/|identity\/mns\/)/.test(path) && !isTest(path),
        words,
        'a word of the wire',
      ),
    ),
  sees: [
    {
      tree: { 'lib/actions/poll.ts': 'const ReceiptHandle = 1' },
      finding: 'lib/actions/poll.ts:1: a word of the wire',
    },
    {
      tree: { 'lib/domain/queue.ts': '\n// as NextVisibleTime' },
      finding: 'lib/domain/queue.ts:2: a word of the wire',
    },
    { tree: { 'lib/http/node.ts': "if (name === 'x-mns-version')" }, finding: 'lib/http/node.ts:1' },
  ],
}
