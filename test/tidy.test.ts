import { describe, expect, test } from 'vitest'
import * as ambient from './tidy/ambient.ts'
import * as arrows from './tidy/arrows.ts'
import * as catalogue from './tidy/catalogue.ts'
import * as cycles from './tidy/cycles.ts'
import * as files from './tidy/files.ts'
import * as pages from './tidy/pages.ts'
import * as promises from './tidy/promises.ts'
import type { Rule } from './tidy/rule.ts'
import { projectTree } from './tidy/tree.ts'
import * as words from './tidy/words.ts'

const rules: Rule[] = [arrows, cycles, ambient, files, words, pages, catalogue, promises]
  .flatMap(module => Object.values<unknown>(module))
  .filter((rule): rule is Rule => typeof rule === 'object')
const tree = projectTree()

test('the tree is read', () => {
  expect([...tree.keys()]).toEqual(expect.arrayContaining(['package.json', 'lib/domain/judge.ts', 'test/tidy.test.ts']))
})

describe.each(rules)('$says', ({ find, sees }) => {
  test.each(sees)('sees: $finding', ({ tree: planted, finding }) => {
    expect(find(new Map(Object.entries(planted)))).toEqual([expect.stringContaining(finding)])
  })

  test('holds', () => expect(find(tree)).toEqual([]))
})
