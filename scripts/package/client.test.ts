import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { importedPackages } from './client.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-client-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const write = (name: string, text: string) => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

test('packages are found behind files and however they are imported, node’s own modules and comments are not', async () => {
  write('beside.js', "export * from 'one'\nexport const late = () => import('two/deep')\n")
  const script = write(
    'index.js',
    "// from 'none'\nimport 'node:fs'\nimport { join } from 'path'\nexport * from './beside.js'",
  )
  expect(await importedPackages(script)).toEqual(['one', 'two/deep'])
})
