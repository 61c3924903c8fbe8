import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { excuses } from './excuses.ts'
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

/** The numbers of the lines that a piece of code touches, wherever it stands. */
const linesOf = (source: string, code: string): number[] =>
  [...source.matchAll(new RegExp(RegExp.escape(code), 'g'))].flatMap(({ index }) => {
    const first = source.slice(0, index).split('\n').length
    return code.split('\n').map((_, line) => first + line)
  })

const storeFiles = readdirSync(join(root, 'lib/store'), { recursive: true, encoding: 'utf8' })
  .map(path => `lib/store/${path.replaceAll('\\', '/')}`)
  .filter(path => path.endsWith('.ts') && !path.endsWith('.test.ts'))

test.each(storeFiles)('every condition of %s is a guard that is broken, or has an excuse', path => {
  const source = readFileSync(join(root, path), 'utf8')
  const touching = [...guards, ...excuses].filter(({ file }) => file === path).map(({ code }) => code)
  const touched = new Set(touching.flatMap(code => linesOf(source, code)))
  const conditions = source
    .split('\n')
    .flatMap((text, index) =>
      /^(?!\s*(\/\/|\*)).*\b(if|while) \(/.test(text) && !touched.has(index + 1)
        ? [`${index + 1}: ${text.trim()}`]
        : [],
    )
  expect(conditions).toEqual([])
})

test('no excuse outlives what it was made for', () => {
  const isGone = ({ file, code }: (typeof excuses)[number]) => !readFileSync(join(root, file), 'utf8').includes(code)
  expect(excuses.filter(isGone)).toEqual([])
})
