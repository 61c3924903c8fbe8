import { closeSync, createReadStream, openSync, readdirSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { decodeEntry, type Entry, encodeEntry } from './entry.ts'

/**
 * One process's own file of a ledger, only ever appended to. A line is with the operating system when `write` returns:
 * it outlives the process, however that ends. (It need not outlive the machine: nobody kills that here.)
 */
export class LedgerFile {
  readonly #file: number

  constructor(folder: string, name: string) {
    this.#file = openSync(join(folder, `${name}.ledger`), 'a')
  }

  write(...entries: Entry[]): void {
    if (entries.length > 0) writeSync(this.#file, entries.map(encodeEntry).join(''))
  }

  close(): void {
    closeSync(this.#file)
  }
}

/** Every entry of every file in the folder; the order says nothing. */
export async function* readLedger(folder: string): AsyncGenerator<Entry, void> {
  for (const name of readdirSync(folder).filter(file => file.endsWith('.ledger'))) {
    for await (const line of createInterface(createReadStream(join(folder, name)))) {
      const entry = decodeEntry(line)
      if (entry !== undefined) yield entry
    }
  }
}
