import { access } from 'node:fs/promises'
import type { Batch } from './batch.ts'
import { outcomesOf } from './batchResponse.ts'
import { idsOf, type WriteEvent } from './eventTarget.ts'
import { forEach } from './handOver.ts'
import { moduleFile } from './modulePath.ts'
import { ModuleRun, type Print } from './moduleRun.ts'
import { failed, type Outcome } from './outcome.ts'
import { keyOf } from './source.ts'
import type { DeliverTo } from './target.ts'

export type ModuleTarget = { deliver: DeliverTo<'module'>; close(): void }

/** Runs the module files of triggers below a folder: each in a thread of its own, begun anew when a file that it uses has changed, or it broke down. */
export function makeModuleTarget(folder: string, write: WriteEvent, print: Print): ModuleTarget {
  const runs = new Map<string, ModuleRun>()
  const runOf = async (file: string, batch: Batch): Promise<ModuleRun> => {
    const key = `${keyOf(batch.source)} ${file}`
    const found = runs.get(key)
    if (found !== undefined && (await found.isCurrent())) return found
    // Another batch may have been faster.
    if (found === undefined || runs.get(key) === found) {
      found?.retire()
      runs.set(key, new ModuleRun(file, nameIn(batch), print))
    }
    return runs.get(key)!
  }
  return {
    deliver: async (_services, { path }, batch, signal) => {
      const file = await moduleFile(folder, path)
      if (file === undefined) return forEach(batch, failed(`the module ${path} is not below the folder for modules`))
      if (!(await isThere(file))) return forEach(batch, failed(`target is gone: there is no file ${path}`))
      return run(await runOf(file, batch), batch, write, signal)
    },
    close: () => {
      for (const one of runs.values()) one.stop()
    },
  }
}

async function run(
  module: ModuleRun,
  batch: Batch,
  write: WriteEvent,
  signal: AbortSignal,
): Promise<readonly Outcome[]> {
  const remainingMs = (batch.source.timeoutSeconds ?? 0) * 1000
  try {
    return outcomesOf(await module.call(write(batch.queue.name, batch.messages), remainingMs, signal), idsOf(batch))
  } catch (error) {
    return forEach(batch, failed((error as Error).message))
  }
}

const nameIn = ({ source: { to } }: Batch): string => (to.kind === 'trigger' ? to.trigger.name : '')

const isThere = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  )
