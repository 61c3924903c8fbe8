import { join } from 'node:path'
import { expect, test } from 'vitest'
import { packageFolder, thirdPartyLicences } from './thirdParty.ts'

test.each([
  ['/a/node_modules/valibot/dist/index.js', '/a/node_modules/valibot'],
  ['/a/node_modules/@middy/core/index.js', '/a/node_modules/@middy/core'],
  ['/a/node_modules/one/node_modules/two/index.js', '/a/node_modules/one/node_modules/two'],
  ['/a/lib/domain/judge.ts', undefined],
])('%s belongs to %s', (file, folder) => {
  expect(packageFolder(file)).toBe(folder)
})

test('each bundled package is named once, with the text of its licence', () => {
  const modules = join(import.meta.dirname, '../../node_modules')
  const text = thirdPartyLicences([
    join(modules, 'valibot/dist/index.mjs'),
    join(modules, 'valibot/dist/other.mjs'),
    join(modules, '@middy/core/index.js'),
    join(modules, '../lib/domain/judge.ts'),
  ])
  expect(text.match(/^valibot .*\(MIT\)$/gm)).toHaveLength(1)
  expect(text.match(/^@middy\/core .*\(MIT\)$/gm)).toHaveLength(1)
  expect(text.match(/Permission is hereby granted/g)).toHaveLength(1) // middy's package holds no text, only its author
  expect(text).toMatch(/^by Middy/m)
})
