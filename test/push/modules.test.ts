import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { aFolder, aServer } from '../server/aServer.ts'

/** A server beside a folder of modules, with a queue of which the messages go to one of them. */
async function aConsumer(flags = {}) {
  const folder = aFolder()
  const { ask } = await aServer({ modules: folder, ...flags })
  await ask('PUT', '/v1/queues/orders', {})
  const put = (path: string) => ask('PUT', '/v1/queues/orders/triggers/consume', { target: { kind: 'module', path } })
  const stats = async () => (await ask('GET', '/v1/queues/orders/stats')).json()
  const publish = () => ask('POST', '/v1/queues/orders/messages', { messages: [{ body: 'hello' }] })
  return { folder, ask, put, stats, publish }
}

test('a message goes to the module file that a trigger names, and is finished', async () => {
  const { folder, put, stats, publish } = await aConsumer()
  writeFileSync(join(folder, 'handler.ts'), 'export const handler = async (event: unknown) => {}')
  expect((await put('./handler.ts')).status).toBe(201)
  await publish()
  await expect.poll(stats, { interval: 10 }).toMatchObject({ visible: 0, inFlight: 0, delayed: 0 })
})

test('a module outside of the folder is refused when the trigger is made, and any where none may run', async () => {
  const { put } = await aConsumer()
  expect((await put('../handler.ts')).status).toBe(422)
  const other = await aConsumer({ push: 'off' })
  expect((await other.put('./handler.ts')).status).toBe(422)
})
