import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { expect, test } from 'vitest'
import { aServer } from '../../server/aServer.ts'

async function namesOf(url: string, method: string, path: string): Promise<string[]> {
  const call = request(url + path, { method, headers: { 'x-mns-version': '2015-06-06' } }).end()
  const [answer] = (await once(call, 'response')) as [IncomingMessage]
  answer.resume()
  return answer.rawHeaders.filter((_, at) => at % 2 === 0)
}

test('Location is spelled as the Java client looks it up, the id of the request as the Python one does', async () => {
  const { server } = await aServer()
  for (const path of ['/queues/q', '/topics/t'])
    for (const _ of ['made', 'there already']) {
      const names = await namesOf(server.url, 'PUT', path)
      expect(names).toContain('Location')
      expect(names).toContain('x-mns-request-id')
    }
  expect(await namesOf(server.url, 'GET', '/queues/none')).toContain('x-mns-request-id')
})
