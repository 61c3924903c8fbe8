import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const root = new URL('../../', import.meta.url)
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8')
const pages = readdirSync(new URL('docs/operate/', root)).filter(name => /^[A-Z]/.test(name))
const templates = readdirSync(new URL('infra/', root)).filter(name => name.endsWith('.yml'))

test('an alarm names the page that says what to do, and the page is there', () => {
  const named = templates.flatMap(name => read(`infra/${name}`).match(/(?<=docs\/operate\/)\w+\.md/g) ?? [])
  expect(named.filter(name => !pages.includes(name))).toEqual([])
})

test.each(pages)('%s says what it means, what to look at, what to do and how to test it', name => {
  const page = read(`docs/operate/${name}`)
  const parts = ['**What it means.**', '**What to look at**', '**What to do**', '**How to test it.**']
  expect(parts.filter(part => !page.includes(part))).toEqual([])
  expect(read('docs/operate/index.md')).toContain(`](${name})`)
})
