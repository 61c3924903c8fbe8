import { expect, test } from 'vitest'
import { json, problem, scriptedClient } from './fixtures.ts'
import { TriggerNotFoundError } from './index.ts'

test('triggers are put, changed, read, listed and ended', async () => {
  const view = { name: 'a b' }
  const etag = { etag: '"3"' }
  const { client, sent } = scriptedClient([
    json(view, 201, etag),
    json(view, 200, etag),
    json(view, 200, etag),
    json({ items: [view] }),
    json(undefined, 204),
    problem('TriggerNotFound', 404),
  ])
  const target = { kind: 'queue', queue: 'q' } as const
  expect(await client.putTrigger('q.fifo', 'a b', { target }, { onlyNew: true })).toEqual({
    ...view,
    ...etag,
    created: true,
  })
  expect(await client.updateTrigger('q.fifo', 'a b', { filter: null }, { ifMatch: '"2"' })).toEqual({
    ...view,
    ...etag,
  })
  expect(await client.getTrigger('q.fifo', 'a b')).toEqual({ ...view, ...etag })
  for await (const one of client.triggers('q.fifo')) expect(one).toEqual(view)
  await client.deleteTrigger('q.fifo', 'a b')
  await expect(client.getTrigger('q.fifo', 'a b')).rejects.toBeInstanceOf(TriggerNotFoundError)
  expect(sent.map(({ method, path }) => `${method} ${path}`).slice(0, 5)).toEqual([
    'PUT /v1/queues/q.fifo/triggers/a%20b',
    'PATCH /v1/queues/q.fifo/triggers/a%20b',
    'GET /v1/queues/q.fifo/triggers/a%20b',
    'GET /v1/queues/q.fifo/triggers',
    'DELETE /v1/queues/q.fifo/triggers/a%20b',
  ])
  expect(sent[0]).toMatchObject({ headers: { 'if-none-match': '*' }, body: { target } })
  expect(sent[1]).toMatchObject({ headers: { 'if-match': '"2"' }, body: { filter: null } })
})
