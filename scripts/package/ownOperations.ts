import { basename, dirname, join } from 'node:path'
import type { Plugin } from 'esbuild'

type Part = 'lib/actions' | 'lib/store/dynamo'

/** What each function does on every message's way; the other functions may be asked for anything. */
const own: Readonly<Record<string, Record<Part, readonly string[]>>> = {
  publish: { 'lib/actions': ['publish'], 'lib/store/dynamo': ['publish'] },
  poll: { 'lib/actions': ['poll'], 'lib/store/dynamo': ['poll'] },
  ack: { 'lib/actions': ['ack', 'extend', 'nack'], 'lib/store/dynamo': ['settle'] },
}

/** What is on some function's way, and on no other's. */
const apart: Readonly<Record<Part, readonly string[]>> = {
  'lib/actions': [
    'ack',
    'browse',
    'cancelMessage',
    'deleteQueue',
    'editMessage',
    'extend',
    'getMessage',
    'getQueue',
    'listQueues',
    'nack',
    'pause',
    'poll',
    'publish',
    'purge',
    'putQueue',
    'queueStats',
    'resume',
    'updateQueue',
  ],
  'lib/store/dynamo': [
    'browse',
    'change',
    'giveUp',
    'move',
    'moveAside',
    'poll',
    'publish',
    'settle',
    'stats',
    'sweepQueue',
  ],
}

const later = '?later'

/** The part that a source belongs to, by its folder. */
const partOf = (path: string): Part | undefined =>
  (Object.keys(apart) as Part[]).find(part => dirname(path).replaceAll('\\', '/').endsWith(`/${part}`))

/**
 * Has those actions, and operations of the DynamoDB store, loaded by the first call that needs them: of publish, poll
 * and ack they are 20 to 30 KB of what a cold start would read. Each is one asynchronous function of its file's name.
 */
export function ownOperations(name: string): Plugin {
  return {
    name: 'own operations',
    setup({ onLoad, onResolve }) {
      const eager = own[name]
      if (eager === undefined) return
      onResolve({ filter: /\?later$/ }, ({ path, resolveDir }) => ({
        path: join(resolveDir, path.slice(0, -later.length)),
        suffix: later,
      }))
      onLoad({ filter: /[\\/]lib[\\/](actions|store[\\/]dynamo)[\\/]\w+\.ts$/ }, ({ path, suffix }) => {
        const part = partOf(path)!
        const operation = basename(path, '.ts')
        if (suffix === later || eager[part].includes(operation) || !apart[part].includes(operation)) return undefined
        const contents = `export const ${operation} = async (...given) => (await import('./${operation}.ts${later}')).${operation}(...given)`
        return { contents, loader: 'ts' }
      })
    },
  }
}
