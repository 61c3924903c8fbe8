import type { Plugin } from 'esbuild'
import { actions } from '../../lib/actions/actions.ts'
import { routes } from '../../lib/protocols/native/routes.ts'

const isOfTopics = (id: string): boolean => /topic|subscription|account$/i.test(id)
const isOfKeysOrRedrives = (id: string): boolean => /accesskey|redrive|deadletter/i.test(id)
const isOfOneMessage = (id: string): boolean => /^(cancel|edit|get)Message$|^(nack|pause|purge|resume)$/.test(id)

/** Of the functions of foreign protocols, which answer whatever is asked: the actions that they have no use for, or hardly any. */
const seldom: Readonly<Record<string, (id: string) => boolean>> = {
  sqs: isOfTopics, // SQS has queues and nothing else; clients of MNS come by here too
  send: isOfTopics,
  mns: id => isOfKeysOrRedrives(id) || isOfOneMessage(id),
}

/** Those that nobody calls: what comes to them goes by no route, and asks for no action. */
const withoutCallers = new Set(['dispatch', 'ingest', 'canary', 'upkeep'])

/** Loaded when it is first asked for. */
const later = (id: string): string => `${id}: async (...given) => (await import('./${id}.ts')).${id}(...given)`

/** The actions of a function, as the source of its table. */
function tableOf(name: string, own: readonly string[]): string {
  const isSeldom = seldom[name]
  const all = Object.keys(actions)
  const eager = all.filter(id => (isSeldom === undefined ? own.includes(id) : !isSeldom(id)))
  const imports = eager.map(id => `import { ${id} } from './${id}.ts'`)
  const rest = isSeldom === undefined ? [] : all.filter(isSeldom).map(later)
  return `${imports.join('\n')}\nexport const actions = { ${[...eager, ...rest].join(', ')} }`
}

/**
 * Leaves in the bundle of a function those routes that lead to it, and the actions that they ask for: of publish, poll and
 * ack 16 KB are schemas of others, and 14 KB their actions. `manage` answers whatever has no route, so it keeps them all; to
 * those of foreign protocols no route of the native API leads, and what they hardly use is loaded later. Those that have no callers keep nothing.
 * The code knows one table alone; a name that is no function's, as in tests, keeps it too.
 */
export function ownRoutes(name: string): Plugin {
  const own = routes.filter(route => route.function === name).map(({ id }) => id)
  const source = `
    ${own.map(id => `import { ${id} } from './operations/${id}.ts'`).join('\n')}
    import { makeRouter } from './router.ts'
    export const routes = [${own.join(', ')}]
    export const findRoute = makeRouter(routes)`
  return {
    name: 'own routes',
    setup({ onLoad }) {
      const isKnown = own.length > 0 || Object.hasOwn(seldom, name) || withoutCallers.has(name)
      if (name === 'manage' || !isKnown) return
      onLoad({ filter: /[\\/]lib[\\/]protocols[\\/]native[\\/]routes\.ts$/ }, () => ({
        contents: source,
        loader: 'ts',
      }))
      onLoad({ filter: /[\\/]lib[\\/]actions[\\/]actions\.ts$/ }, () => ({
        contents: tableOf(name, own),
        loader: 'ts',
      }))
    },
  }
}
