/** What is sent to a worker: an event to be handled, by a number of its own. */
export type Call = { call: number; event: object; remainingMs: number }

/** What a worker says: which file it has loaded, or what its handler has answered or thrown. */
export type Said = { loaded: string } | { call: number; answer: unknown } | { call: number; error: string }

/**
 * The code of a worker that runs one module: it is text, as it has to come along wherever this file is bundled into. Each file that is loaded is
 * told of, so that a change of any of them shows. The module's `handler` is called as Lambda calls one.
 */
export const workerSource = `
const { parentPort, workerData } = require('node:worker_threads')
const { pathToFileURL, fileURLToPath } = require('node:url')
const { registerHooks } = require('node:module')

const say = said => parentPort.postMessage(said)
const words = error => error instanceof Error ? error.name + ': ' + error.message : String(error)

registerHooks?.({
  load(url, context, nextLoad) {
    if (url.startsWith('file:') && !url.includes('/node_modules/')) say({ loaded: fileURLToPath(url) })
    return nextLoad(url, context)
  },
})

const module = import(pathToFileURL(workerData.file).href)
module.catch(() => {})

const plain = answer => (answer === undefined ? undefined : JSON.parse(JSON.stringify(answer) ?? 'null'))

async function answerTo(event, remainingMs) {
  const { handler, default: other } = await module
  const handle = handler ?? other?.handler ?? other
  if (typeof handle !== 'function') throw new Error('the module exports no function "handler"')
  const untilMs = Date.now() + remainingMs
  const context = { functionName: workerData.name, getRemainingTimeInMillis: () => Math.max(0, untilMs - Date.now()) }
  return plain(await handle(event, context))
}

parentPort.on('message', ({ call, event, remainingMs }) => {
  answerTo(event, remainingMs).then(
    answer => say({ call, answer }),
    error => say({ call, error: words(error) }),
  )
})
`
