import type { Plugin } from 'esbuild'
import { actions } from '../../lib/actions/actions.ts'
import { routes } from '../../lib/protocols/native/routes.ts'

const sqsFunctions = new Set(['sqs', 'send'])
// SQS has queues and nothing else; the others are for MNS clients, whom these functions serve too.
const isOfTopics = (id: string): boolean => /topic|subscription|account$/i.test(id)
const askedBySqs = Object.keys(actions).filter(id => !isOfTopics(id))

/** Loaded when it is first asked for. */
const later = (id: string): string => `${id}: async (...given) => (await import('./${id}.ts')).${id}(...given)`

/**
 * Leaves in the bundle of a function those routes that lead to it, and the actions that they ask for: of publish, poll and
 * ack 16 KB are schemas of others, and 14 KB their actions. `manage` answers whatever has no route, so it keeps them all; to
 * those of SQS no route of the native API leads.
 * The code knows one table alone; a name that is no function's, as in tests, keeps it too.
 */
export function ownRoutes(name: string): Plugin {
  const own = routes.filter(route => route.function === name).map(({ id }) => id)
  const source = `
    ${own.map(id => `import { ${id} } from './operations/${id}.ts'`).join('\n')}
    import { makeRouter } from './router.ts'
    export const routes = [${own.join(', ')}]
    export const findRoute = makeRouter(routes)`
  const asked = sqsFunctions.has(name) ? askedBySqs : own.filter(id => Object.hasOwn(actions, id))
  const table = `
    ${asked.map(id => `import { ${id} } from './${id}.ts'`).join('\n')}
    export const actions = { ${[...asked, ...(sqsFunctions.has(name) ? Object.keys(actions).filter(isOfTopics).map(later) : [])].join(', ')} }`
  return {
    name: 'own routes',
    setup({ onLoad }) {
      if (name === 'manage' || (own.length === 0 && !sqsFunctions.has(name))) return
      onLoad({ filter: /[\\/]lib[\\/]protocols[\\/]native[\\/]routes\.ts$/ }, () => ({
        contents: source,
        loader: 'ts',
      }))
      onLoad({ filter: /[\\/]lib[\\/]actions[\\/]actions\.ts$/ }, () => ({ contents: table, loader: 'ts' }))
    },
  }
}
