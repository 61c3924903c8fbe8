import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const folder = (path: string): URL => new URL(path, import.meta.url)
const sourcesIn = (place: URL, ending: string): string[] =>
  readdirSync(place, { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith(ending))
    .map(name => readFileSync(new URL(name, place), 'utf8'))

/** Titles begin with the number of their case; functions of other languages end with it. */
const numbersIn = (source: string): number[] =>
  [...source.matchAll(/(?:'|")(\d{1,3})\. |def test_case_(\d{1,3})_/g)].map(([, title, name]) => Number(title ?? name))

test('each of the 108 cases of the reference has a test that says its number', () => {
  const sources = [...sourcesIn(folder('./'), '.test.ts'), ...sourcesIn(folder('../../interop/'), '.py')]
  const covered = new Set(sources.flatMap(numbersIn))
  const all = Array.from({ length: 108 }, (_, index) => index + 1)
  expect(all.filter(number => !covered.has(number))).toEqual([])
  expect([...covered].filter(number => !all.includes(number))).toEqual([])
})
