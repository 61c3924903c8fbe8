import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { guardsOf, withoutGuard } from './guard.ts'
import { guards } from './index.ts'

const root = join(import.meta.dirname, '../..')

const [guard] = guardsOf('a.ts', ['a.test.ts'], [['keeps', 'if (x)', 'if (false)']])

test('a guard is taken out where it stands once', () => {
  expect(withoutGuard('a; if (x) b', guard!)).toBe('a; if (false) b')
})

test('a guard that does not stand there, or stands there twice, is not guessed at', () => {
  expect(withoutGuard('a; b', guard!)).toBeUndefined()
  expect(withoutGuard('if (x) a; if (x) b', guard!)).toBeUndefined()
})

test('a replacement is taken as it is written', () => {
  expect(withoutGuard('if (x) b', { ...guard!, broken: '$& $1' })).toBe('$& $1 b')
})

test('every guard that is broken for a test stands where it is looked for, once', () => {
  const sources = new Map(guards.map(({ file }) => [file, readFileSync(join(root, file), 'utf8')]))
  expect(guards.filter(one => withoutGuard(sources.get(one.file)!, one) === undefined)).toEqual([])
})

test('the tests that are to notice are there', () => {
  const tests = new Set(guards.flatMap(one => one.tests))
  expect([...tests].filter(path => !existsSync(join(root, path)))).toEqual([])
})
