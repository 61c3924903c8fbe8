import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { limits } from '../../../lib/domain/limits.ts'
import { anyone } from '../../../lib/identity/perform.ts'
import { makeMns } from '../../../lib/protocols/mns/mns.ts'
import { aServer } from '../../server/aServer.ts'

/** `start`, then `unit` as often as it fits into so many bytes, then `end`. As bytes: each time they are read they make a text anew. */
const filled = (bytes: number, start: string, unit: string, end = ''): Buffer =>
  Buffer.from(start + unit.repeat(Math.floor((bytes - start.length - end.length) / unit.length)) + end)

const largest = limits.requestBytesMax
// Refused for how they begin, or as soon as they are beyond a bound: cheap to send as large as can be.
const seenAtOnce: Readonly<Record<string, Buffer>> = {
  'a deep nest': filled(largest, '', '<a>'),
  'many elements': filled(largest, '<Message>', '<a/>', '</Message>'),
  'many attributes': filled(largest, '<Message', ' a=""', '/>'),
  'a huge name': filled(largest, '<', 'x', '/>'),
  'references to nothing': filled(largest, '<Message><MessageBody>', '&x;', '</MessageBody></Message>'),
  'null characters': filled(largest, '', '\0'),
}
// Read to their ends, which takes longer: less of them says as much.
const part = largest / 60
const entities = '<!DOCTYPE a [<!ENTITY x "y"><!ENTITY z "&x;&x;">'
const readToTheEnd: Readonly<Record<string, Buffer>> = {
  'many entities': filled(part, entities, '<!ENTITY b "&z;&z;">', ']><a>&b;</a>'),
  'a huge attribute': filled(part, '<Message a="', 'x', '"/>'),
  'a huge text without an end': filled(part, '<Message><MessageBody>', 'x'),
  'a text of references': filled(part, '<Message><MessageBody>', '&lt;', '</MessageBody></Message>'),
  'many comments': filled(part, '<Message>', '<!---->', '</Message>'),
  'many instructions': filled(part, '<Message>', '<?a?>', '</Message>'),
  'many sections': filled(part, '<Message>', '<![CDATA[]]>', '</Message>'),
}

/** The endpoint itself, with nobody in front of it, and a queue `q` of small messages. */
async function anEndpoint() {
  const { server } = await aServer()
  const { perform, site } = server.app
  const faults: unknown[] = []
  const onFault = (fault: unknown) => void faults.push(fault)
  const serve = makeMns({ perform, authenticate: async () => anyone, place: site, onFault })
  const { signal } = new AbortController()
  const same = { query: new URLSearchParams(), headers: { 'x-mns-version': '2015-06-06' }, requestId: 'A', signal }
  const settings = { maxMessageBytes: 1_024 }
  await perform(anyone, 'putQueue', { queue: 'q', settings, expected: 'any' }, signal)
  const post = (body: Buffer) => serve({ ...same, method: 'POST', path: '/queues/q/messages', body })
  return { post, faults }
}

setFlagsFromString('--expose_gc')
const collect: () => void = runInNewContext('gc')

/** Bytes that are held though nobody needs to. */
async function heldBytes(): Promise<number> {
  for (let time = 0; time < 3; time++) {
    collect()
    // What lies outside the heap is freed a little later.
    await new Promise(resolve => setImmediate(resolve))
  }
  const { heapUsed, external } = process.memoryUsage()
  // Where long texts lie.
  return heapUsed + external
}

const rounds = 4
// Each round brings ten times as much.
const growthBytesMax = 4_000_000

test('whatever documents come, each is refused, and nothing of them is kept', async () => {
  const { post, faults } = await anEndpoint()
  const documents = { ...seenAtOnce, ...readToTheEnd }
  const sendAll = async (): Promise<void> => {
    for (const [name, body] of Object.entries(documents)) expect([name, (await post(body)).status]).toEqual([name, 400])
  }
  await sendAll()
  const beforeBytes = await heldBytes()
  for (let round = 0; round < rounds; round++) await sendAll()
  expect((await heldBytes()) - beforeBytes).toBeLessThan(growthBytesMax)
  expect(faults).toEqual([])
})
