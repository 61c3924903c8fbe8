import { closeSync, fdatasyncSync, openSync, readFileSync, rmSync, statfsSync, writeSync } from 'node:fs'
import { cpus, release, totalmem, type } from 'node:os'
import { join } from 'node:path'
import { spreadOf } from '../statistics.ts'

/** What the numbers depend on, a line each. */
export function describeMachine(folder: string): string[] {
  const processors = cpus()
  return [
    `${processors.length} × ${processors[0]?.model ?? 'unknown processor'}`,
    `${Math.round(totalmem() / 1024 ** 3)} GiB of memory`,
    `${type()} ${release()}`,
    `data on ${fileSystemOf(folder)}, where a synced write of 4 KiB takes ${syncMs(folder).toFixed(2)} ms`,
  ]
}

const fileSystems: Readonly<Record<number, string>> = {
  61267: 'ext4',
  1481003842: 'XFS',
  2435016766: 'Btrfs',
  16914836: 'tmpfs (memory: durability means nothing here)',
  2035054128: 'overlayfs',
}

function fileSystemOf(folder: string): string {
  const kind = statfsSync(folder).type
  return fileSystems[kind] ?? `a file system of type 0x${kind.toString(16)}`
}

const syncs = 50
const page = Buffer.alloc(4096, 1)

/** The median of appending a page and syncing it. */
function syncMs(folder: string): number {
  const path = join(folder, 'sync')
  const file = openSync(path, 'w')
  const times = Array.from({ length: syncs }, () => {
    const startMs = performance.now()
    writeSync(file, page)
    fdatasyncSync(file)
    return performance.now() - startMs
  })
  closeSync(file)
  rmSync(path)
  return spreadOf(times).median
}

/** What a process holds in memory, in bytes; where there is no /proc, undefined. */
export function memoryOf(pid: number): number | undefined {
  try {
    const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
    return kibibytes === null ? undefined : Number(kibibytes[1]) * 1024
  } catch {
    return undefined
  }
}
