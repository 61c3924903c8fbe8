import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const folder = (path: string): URL => new URL(path, import.meta.url)
const sourcesIn = (place: URL): string[] =>
  readdirSync(place, { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.test.ts'))
    .map(name => readFileSync(new URL(name, place), 'utf8'))

/** Titles begin with the number of their case, or of two: `'2. and 3. a queue …'`. */
const numbersIn = (source: string): number[] =>
  [...source.matchAll(/\(\s*(?:'|")(\d{1,2})\. (?:and (\d{1,2})\. )?/g)].flatMap(([, one, other]) =>
    other === undefined ? [Number(one)] : [Number(one), Number(other)],
  )

test('each of the 78 cases of the reference has a test that says its number', () => {
  const covered = new Set([...sourcesIn(folder('./')), ...sourcesIn(folder('../../identity/'))].flatMap(numbersIn))
  const all = Array.from({ length: 78 }, (_, index) => index + 1)
  expect(all.filter(number => !covered.has(number))).toEqual([])
})
