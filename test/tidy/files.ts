import { isTest, type Rule } from './rule.ts'

const isCode = (path: string): boolean => /\.(ts|mjs)$/.test(path)
const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

const codeName = /^[a-z][A-Za-z0-9]*(\.(test|config))?\.(ts|mjs)$/
const pageName = /^([A-Z]+|(\d{4}-)?[a-z0-9]+(-[a-z0-9]+)*)\.md$/
const hollow = /(Manager|Helpers?|Utils?|Misc|Common)(?=\.|[A-Z])|^(manager|helpers?|utils?|misc|common)\./

/** The page of an alarm is found by the alarm's name. */
const alarmPage = /^docs\/operate\/([A-Z][a-z]+)+\.md$/

export const fileNames: Rule = {
  says: 'code is named in camelCase, pages in words-and-hyphens, and no name says Manager, Helper or Util',
  find: tree =>
    [...tree.keys()].filter(path => {
      const name = nameOf(path)
      return (
        (isCode(path) && (!codeName.test(name) || hollow.test(name))) ||
        (/\.md$/.test(name) && !pageName.test(name) && !alarmPage.test(path))
      )
    }),
  sees: [
    'lib/Queue.ts',
    'lib/my-queue.ts',
    'lib/queue_store.ts',
    'lib/queueUtils.ts',
    'lib/helpers.ts',
    'lib/leaseManager.ts',
    'docs/guide/MyPage.md',
  ].map(path => ({ tree: { [path]: '' }, finding: path })),
}

// A test reads top to bottom, so it may be a little longer than code that is read in any order.
const linesMax = (path: string): number => (isTest(path) ? 300 : 250)

export const fileLengths: Rule = {
  says: 'a file is short: 250 lines, a test 300',
  find: tree =>
    [...tree]
      .filter(([path, source]) => isCode(path) && source.split('\n').length - 1 > linesMax(path))
      .map(([path, source]) => `${path} has ${source.split('\n').length - 1} lines`),
  sees: [
    { tree: { 'lib/a.ts': '\n'.repeat(251) }, finding: 'lib/a.ts has 251 lines' },
    { tree: { 'test/a.ts': '\n'.repeat(301) }, finding: 'test/a.ts has 301 lines' },
  ],
}

const replaces = /\bvi\.(mock|doMock|useFakeTimers|stubGlobal)\(/

export const testsApart: Rule = {
  says: 'a unit test that puts other timers or modules in the place of the real ones is named in vitest.config.ts, to run apart',
  find: tree =>
    [...tree]
      .filter(([path, source]) => /^(?!test\/).*\.test\.ts$/.test(path) && replaces.test(source))
      .filter(([path]) => !tree.get('vitest.config.ts')?.includes(`'${path}'`))
      .map(([path]) => `${path} is to run apart`),
  sees: [
    { tree: { 'lib/a.test.ts': 'vi.useFakeTimers()' }, finding: 'lib/a.test.ts is to run apart' },
    { tree: { 'lib/a.test.ts': "vi.mock('b')", 'vitest.config.ts': "['lib/b.test.ts']" }, finding: 'lib/a.test.ts' },
  ],
}
