import { findLines, isTest, type Rule } from './rule.ts'

/** Who may read the environment, and why: settings are read and checked in one place each. */
const environmentReaders = new Set(['lib/config.ts', 'cli/settings.ts'])

/** Who may ask the machine for time, timers or chance in lib, and why. */
const clockReaders: Readonly<Record<string, string>> = {
  'lib/wallClock.ts': 'is the clock',
  'lib/random.ts': 'is chance',
  'lib/http/node.ts': 'how long a peer may take is the wall’s business: no queue’s promise hangs on it',
  'lib/push/moduleWorker.ts': 'tells a module how long it has left, in its own thread, which no clock of ours reaches',
  'lib/http/lambda.ts': 'ends a wait before Lambda cuts the function off, by Lambda’s own time',
}

const ambient = [
  /\bDate\.now\b/,
  /\bDate\(\)/,
  /\bMath\.random\b/,
  /\bset(Timeout|Interval)\b/,
  /\bperformance\.now\b/,
  /\bhrtime\b/,
  /\brandom(UUID|Bytes|Int|FillSync|Fill)\b/,
  /\bgetRandomValues\b/,
]
// Said in a comment it is only talked about.
const asks = new RegExp(`^(?!\\s*(//|\\*)).*(${ambient.map(({ source }) => source).join('|')})`)

const inLib = (path: string): boolean => path.startsWith('lib/') && !isTest(path)

export const environment: Rule = {
  says: 'only config reads the environment; outside lib, the settings of the CLI',
  find: tree =>
    findLines(
      tree,
      path => /^(lib|cli|client|functions)\//.test(path) && !isTest(path) && !environmentReaders.has(path),
      /\bprocess\.env\b|\benv\b.*from 'node:process'/,
      'reads the environment',
    ),
  sees: [
    { tree: { 'lib/app.ts': 'const x = process.env.X' }, finding: 'lib/app.ts:1: reads the environment' },
    { tree: { 'cli/show.ts': 'const x = process.env.X' }, finding: 'cli/show.ts:1' },
    { tree: { 'client/client.ts': "import { env } from 'node:process'" }, finding: 'client/client.ts:1' },
  ],
}

export const timeAndChance: Rule = {
  says: 'in lib, time and chance are handed in',
  find: tree => findLines(tree, path => inLib(path) && !(path in clockReaders), asks, 'asks the machine'),
  sees: [
    'Date.now()',
    'new Date()',
    'Math.random()',
    'setTimeout(f, 1)',
    'setInterval(f, 1)',
    'performance.now()',
    'process.hrtime()',
    'randomUUID()',
    'crypto.getRandomValues(x)',
    "import { setTimeout as wait } from 'node:timers/promises'",
  ].map(code => ({
    tree: { 'lib/actions/poll.ts': `  x = ${code}` },
    finding: 'lib/actions/poll.ts:1: asks the machine',
  })),
}

const excepted = [...environmentReaders, ...Object.keys(clockReaders)]

export const exceptionsStand: Rule = {
  says: 'no exception outlives the file it was made for',
  find: tree => excepted.filter(path => !tree.has(path)),
  sees: [{ tree: Object.fromEntries(excepted.slice(1).map(path => [path, ''])), finding: 'lib/config.ts' }],
}
