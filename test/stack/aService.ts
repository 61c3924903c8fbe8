import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export const repository = join(import.meta.dirname, '../..')
export const realEntries = join(repository, 'functions/aws')

/** A copy of serverless.yml and infra/ in a folder of its own, for packaging without touching anyone's dist/. */
export function aService() {
  const root = mkdtempSync(join(tmpdir(), 'sluice-stack-'))
  for (const part of ['serverless.yml', 'infra']) cpSync(join(repository, part), join(root, part), { recursive: true })
  return { root, [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }) }
}

/** Replaces a text in one of the copied files, and fails when it is not there to be replaced. */
export function seed(root: string, file: string, from: string, to: string): void {
  const path = join(root, file)
  const text = readFileSync(path, 'utf8')
  if (!text.includes(from)) throw new Error(`${file} does not contain ${from}`)
  writeFileSync(path, text.replace(from, to))
}

/** A folder of function entries with the given sources. */
export function entriesIn(root: string, sources: Record<string, string>): string {
  const folder = join(root, 'functions/aws')
  mkdirSync(folder, { recursive: true })
  for (const [name, source] of Object.entries(sources)) writeFileSync(join(folder, `${name}.ts`), source)
  return folder
}
