import { spawn } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Check } from '../chronicle.ts'
import { type Edit, type Guard, witnesses } from './guard.ts'

const root = join(import.meta.dirname, '../../..')
const copied = ['lib', 'package.json', 'test/simulation', 'test/dynamo']
/** A broken store may go round in circles. That, like a crash, shows nothing. */
const runMsMax = 900_000

// Seeds 1, 5, 9 and so on have an ordered queue.
const orderedStep = 4
const isOrdered = (edits: readonly Edit[]): boolean => edits.every(({ file }) => file.includes('/ordered'))

export type Seen =
  | { kind: 'seen'; seed: number; broken: string }
  | { kind: 'hung' | 'survived' | 'crashed' }
  | { kind: 'absent'; edit: Edit }

/** The source without the guard; undefined where that does not stand there exactly once. */
export function without(source: string, { code, broken }: Edit): string | undefined {
  const at = source.indexOf(code)
  if (at < 0 || source.indexOf(code, at + 1) >= 0) return undefined
  return source.slice(0, at) + broken + source.slice(at + code.length)
}

/** A copy of the store and of its simulator in which guards are broken. */
export class Shop {
  readonly #folder = mkdtempSync(join(tmpdir(), 'sluice-guards-'))

  constructor() {
    for (const name of copied) cpSync(join(root, name), join(this.#folder, name), { recursive: true })
    symlinkSync(join(root, 'node_modules'), join(this.#folder, 'node_modules'), 'junction')
  }

  /** Runs seeds without the guard until one of them sees it. */
  async runWithout({ edits, invariant }: Guard, seeds: number): Promise<Seen> {
    const originals = new Map(edits.map(({ file }) => [file, this.#read(file)]))
    try {
      for (const edit of edits) {
        const source = without(this.#read(edit.file), edit)
        if (source === undefined) return { kind: 'absent', edit }
        writeFileSync(join(this.#folder, edit.file), source)
      }
      return await this.#run(seeds, isOrdered(edits) ? orderedStep : 1, witnesses[invariant]!)
    } finally {
      for (const [file, source] of originals) writeFileSync(join(this.#folder, file), source)
    }
  }

  close(): void {
    rmSync(this.#folder, { recursive: true, force: true })
  }

  #read(file: string): string {
    return readFileSync(join(this.#folder, file), 'utf8')
  }

  #run(seeds: number, step: number, checks: readonly Check[]): Promise<Seen> {
    const args = [join(this.#folder, 'test/simulation/untilBroken.ts'), '1', String(seeds), String(step), ...checks]
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] })
    let said = ''
    child.stdout.on('data', data => {
      said += data
    })
    return new Promise(resolve => {
      const timer = setTimeout(() => {
        child.kill('SIGKILL')
        resolve({ kind: 'hung' })
      }, runMsMax)
      child.on('close', code => {
        clearTimeout(timer)
        if (said !== '') resolve({ kind: 'seen', ...(JSON.parse(said) as { seed: number; broken: string }) })
        else resolve({ kind: code === 0 ? 'survived' : 'crashed' })
      })
    })
  }
}
