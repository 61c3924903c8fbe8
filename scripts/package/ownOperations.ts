import { basename, join } from 'node:path'
import type { Plugin } from 'esbuild'

/** What the store does for each function on every message's way; the other functions may be asked for anything. */
const own: Readonly<Record<string, readonly string[]>> = {
  publish: ['publish'],
  poll: ['poll'],
  ack: ['settle'],
}

const operations = [
  'browse',
  'change',
  'giveUp',
  'move',
  'moveAside',
  'poll',
  'publish',
  'redrive',
  'settle',
  'stats',
  'sweepQueue',
]
const file = new RegExp(`[\\\\/]lib[\\\\/]store[\\\\/]dynamo[\\\\/](${operations.join('|')})\\.ts$`)
const later = '?later'

/**
 * Has those operations of the DynamoDB store loaded by the first call that needs them: of publish, poll and ack they
 * are 20 to 30 KB of what a cold start would read. Each is one asynchronous function of its file's name.
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
      onLoad({ filter: file }, ({ path, suffix }) => {
        const operation = basename(path, '.ts')
        if (suffix === later || eager.includes(operation)) return undefined
        const contents = `export const ${operation} = async (...given) => (await import('./${operation}.ts${later}')).${operation}(...given)`
        return { contents, loader: 'ts' }
      })
    },
  }
}
