import { guardsOf } from './guard.ts'

const tests = ['test/tidy.test.ts']

/** The conventions: what each rule looks for. */
export const tidyGuards = [
  ...guardsOf('test/tidy/ambient.ts', tests, [
    ['time and chance are handed in', "asks, 'asks the machine'", "/(?!)/, 'asks the machine'"],
    ['the environment is read in one place', '/\\bprocess\\.env\\b|', '/'],
  ]),
  ...guardsOf('test/tidy/arrows.ts', tests, [
    ['arrows never turn back', '!allows(from, roomOf(from), roomOf(target))', 'false'],
    ['nobody imports tests', "if (targetRoom === 'test') return false", ''],
    ['AWS SDKs have their rooms', ' && sdk.test(target)', ' && false'],
    ['the domain imports no package', '/^(lib\\/domain|client)\\//.test(from)', 'false'],
    ['words of the wire stay in protocols', '[wireWords, moreWireWords]', '[moreWireWords]'],
  ]),
  ...guardsOf('test/tidy/cycles.ts', tests, [
    ['no cycles', 'if (at >= 0) found.push', 'if (false) found.push'],
    ['a cycle is met from any of its files', 'for (const file of graph.keys()) visit(file, [])', ''],
  ]),
  ...guardsOf('test/tidy/imports.ts', tests, [
    ['lazy imports count', 'statement, bare, dynamic]', 'statement, bare]'],
    ['imports for effect count', 'statement, bare, dynamic]', 'statement, dynamic]'],
  ]),
  ...guardsOf('test/tidy/catalogue.ts', tests, [
    ['a page lacks nothing', '...code.filter(entry => !page.includes(entry))', '...code.filter(() => false)'],
    ['a page invents nothing', '...page.filter(entry => !code.includes(entry))', '...page.filter(() => false)'],
  ]),
  ...guardsOf('test/tidy/pages.ts', tests, [
    ['a link leads to a file', "if (!tree.has(path) && !isFolder) return 'there is no such file'", ''],
    ['a link leads to a heading', 'if (anchor !== undefined && ', 'if (false && '],
    ['decisions are listed', '!list.includes(', 'false && list.includes('],
  ]),
  ...guardsOf('test/tidy/promises.ts', tests, [
    ['a promise has a test', "...((tree.get(test) ?? '').includes(title) ? [] : ", '...(true ? [] : '],
    ['a promise has a guard', '...(isListed ? [] : ', '...(true ? [] : '],
    ['an invariant has a promise', '.filter(invariant => !kept.includes(invariant))', '.filter(() => false)'],
  ]),
]
