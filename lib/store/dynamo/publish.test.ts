import { describe, expect, test } from 'vitest'
import { aTools, kept } from '../../../test/dynamo/aTools.ts'
import { anEnvelope, aQueue, startMs } from '../../../test/fixtures.ts'
import type { Envelope } from '../../domain/envelope.ts'
import { Problem } from '../../domain/problem.ts'
import { seededRandom } from '../../random.ts'
import { type Block, decodeBlock, idOf } from './block.ts'
import type { Input, Operation } from './dynamo.ts'
import { laneKey, scopeOf } from './keys.ts'
import { publish } from './publish.ts'

const queue = aQueue()
const scope = scopeOf(queue)
const noise = (bytes: number): Envelope =>
  anEnvelope({ body: Buffer.from(seededRandom(bytes).bytes(bytes)), kind: 'binary' })

type Call = { operation: Operation; input: Input<Operation> }
type Fate = 'goOn' | 'loseReply' | string

/** `fate` may lose the reply to a call, or refuse it with a failure of that name. */
function aPublisher(fate: (call: Call, nth: number) => Fate = () => 'goOn') {
  const scene = aTools()
  const puts: Call[] = []
  scene.dynamo.before = async (operation, input) => {
    const call = { operation, input }
    if (operation === 'GetItem') return 'goOn'
    const outcome = fate(call, puts.push(call) - 1)
    if (outcome === 'goOn' || outcome === 'loseReply') return outcome
    throw Object.assign(new Error('as the test says'), { name: outcome })
  }
  const blocks = (): Block[] => kept(scene.dynamo, 'block').map(decodeBlock)
  const send = (...envelopes: Envelope[]) => publish(scene.tools, queue, envelopes)
  return { ...scene, puts, blocks, send }
}

const keyOf = ({ input }: Call): string => {
  const { p, s } = (input as Input<'PutItem'>).Item!
  return `${p!.S} ${s!.S}`
}
const isBlock = (call: Call): boolean => call.operation === 'PutItem' && /^\d{13}/.test(keyOf(call).split(' ')[1]!)
const isLanes = (call: Call): boolean => keyOf(call).startsWith('l.')
const idsIn = (blocks: readonly Block[]): string[] =>
  blocks.flatMap(block => block.entries.map(one => idOf(block, one)))

async function idsOf(reply: ReturnType<typeof publish>): Promise<string[]> {
  const { kind, ...rest } = await reply
  if (kind !== 'published' || !('results' in rest)) return expect.unreachable(kind)
  return rest.results.map(result => (result.kind === 'stored' ? result.id : expect.unreachable(result.problem)))
}

test('messages of one call that are ready together are one item, and one put', async () => {
  const { send, puts, blocks } = aPublisher()
  const ids = await idsOf(send(...Array.from({ length: 10 }, () => anEnvelope())))
  expect(puts.map(isBlock)).toEqual([true])
  expect(idsIn(blocks())).toEqual(ids)
})

test('those that are ready at another time are another', async () => {
  const { send, blocks } = aPublisher()
  const ids = await idsOf(send(anEnvelope({ delayMs: 9 }), anEnvelope(), anEnvelope({ delayMs: 9 })))
  const found = blocks().sort((a, b) => b.readyAtMs - a.readyAtMs)
  expect(found.map(({ readyAtMs }) => readyAtMs - startMs)).toEqual([9, 0])
  expect(idsIn(found)).toEqual([ids[0], ids[2], ids[1]])
})

describe('the body comes before the block', () => {
  test('in an item', async () => {
    const { send, puts } = aPublisher()
    await idsOf(send(noise(3_000)))
    expect(puts.map(isBlock)).toEqual([false, true])
  })

  test('and where it is not stored there is no block', async () => {
    const { send, puts, blocks } = aPublisher(call => (isBlock(call) ? 'goOn' : 'TimeoutError'))
    expect(await send(noise(3_000))).toEqual({
      kind: 'published',
      results: [{ kind: 'refused', problem: 'StoreBusy' }],
    })
    expect(puts).toHaveLength(6)
    expect(blocks()).toEqual([])
  })

  test('in the object store above eight kilobytes, where nothing is stored when that is full', async () => {
    const { send, bodies, blocks } = aPublisher()
    const { put } = bodies
    bodies.put = async () => {
      expect(blocks()).toEqual([])
      throw new Problem('StorageFull')
    }
    expect(await send(noise(9_000))).toEqual({
      kind: 'published',
      results: [{ kind: 'refused', problem: 'StorageFull' }],
    })
    expect(blocks()).toEqual([])
    bodies.put = put
    await idsOf(send(noise(9_000)))
    expect(blocks()).toHaveLength(1)
    expect(bodies.keys()).toHaveLength(1)
  })
})

describe('a reply that was lost', () => {
  test('although the block was stored: the same item again says so, and it is stored once', async () => {
    const { send, puts, blocks } = aPublisher((_call, nth) => (nth === 0 ? 'loseReply' : 'goOn'))
    const ids = await idsOf(send(anEnvelope()))
    expect(puts).toHaveLength(2)
    expect(puts[1]).toEqual(puts[0])
    expect(idsIn(blocks())).toEqual(ids)
  })

  test('because it was not: it is stored now', async () => {
    const { send, blocks } = aPublisher((_call, nth) => (nth === 0 ? 'TimeoutError' : 'goOn'))
    const ids = await idsOf(send(anEnvelope()))
    expect(idsIn(blocks())).toEqual(ids)
  })

  test('and a throttle after it: it stays in its lane, for it may be there', async () => {
    const fates = ['loseReply', 'ThrottlingException', 'goOn']
    const { send, tools, blocks } = aPublisher(call => (isLanes(call) ? 'goOn' : fates.shift()!))
    await openLanes(tools, 8)
    expect(idsIn(blocks())).toEqual([])
    const ids = await idsOf(send(anEnvelope()))
    expect(idsIn(blocks())).toEqual(ids)
  })
})

const openLanes = ({ book }: ReturnType<typeof aTools>['tools'], open: number) =>
  book.change(scope, lanes => ({ ...lanes, open, before: open }))

test('a block that is there already is not taken for ours: another process may draw the same 55 bits', async () => {
  const { tools, blocks, puts } = aPublisher()
  const withSameLuck = () => ({ ...tools, mint: aTools().tools.mint })
  const first = await idsOf(publish(withSameLuck(), queue, [anEnvelope({ body: 'first' })]))
  const second = await idsOf(publish(withSameLuck(), queue, [anEnvelope({ body: 'second' })]))
  expect(keyOf(puts[1]!)).toBe(keyOf(puts[0]!))
  expect(puts).toHaveLength(3)
  expect(idsIn(blocks()).sort()).toEqual([...first, ...second].sort())
})

describe('throttled', () => {
  const throttled = 'ProvisionedThroughputExceededException'

  test('a publish goes to another lane', async () => {
    let busy: string | undefined
    const { send, tools, blocks, puts } = aPublisher(call => {
      if (!isBlock(call)) return 'goOn'
      busy ??= keyOf(call).split(' ')[0]!
      return keyOf(call).startsWith(busy) ? throttled : 'goOn'
    })
    await openLanes(tools, 2)
    const ids = await idsOf(send(anEnvelope()))
    expect(puts.filter(isBlock)).toHaveLength(2)
    expect(idsIn(blocks())).toEqual(ids)
    expect(blocks()[0]!.key.p).not.toBe(busy)
  })

  test('a publish writes its body once, whatever lane it ends in', async () => {
    const fates = [throttled, 'goOn']
    const { send, tools, puts } = aPublisher(call => (isBlock(call) ? fates.shift()! : 'goOn'))
    await openLanes(tools, 2)
    await idsOf(send(noise(2_000)))
    expect(puts.filter(isBlock)).toHaveLength(2)
    expect(puts.filter(call => keyOf(call).startsWith('b.'))).toHaveLength(1)
  })

  test('and the queue gets more lanes, which are not used at once', async () => {
    const fates = [throttled, throttled, 'goOn']
    const { send, tools, puts } = aPublisher(call => (isBlock(call) ? fates.shift()! : 'goOn'))
    await idsOf(send(anEnvelope()))
    expect(tools.book.known(scope)).toMatchObject({ open: 2, fromMs: startMs + 5_000 })
    const only = laneKey(scope, { level: 8, lane: 0 })
    expect(puts.filter(isBlock).map(call => keyOf(call).split(' ')[0])).toEqual([only, only, only])
  })

  test('everywhere, it gives up with its reason and has stored nothing', async () => {
    const { send, puts, blocks } = aPublisher(call => (isBlock(call) ? throttled : 'goOn'))
    expect(await send(anEnvelope(), anEnvelope())).toEqual({
      kind: 'published',
      results: [1, 2].map(() => ({ kind: 'refused', problem: 'StoreBusy' })),
    })
    expect(puts.filter(isBlock)).toHaveLength(6)
    expect(blocks()).toEqual([])
  })

  test('in part, it says which messages are stored and which are not', async () => {
    const late = String(startMs + 9)
    const { send, blocks } = aPublisher(call => (isBlock(call) && keyOf(call).includes(late) ? throttled : 'goOn'))
    const reply = await send(anEnvelope({ delayMs: 9 }), anEnvelope(), anEnvelope({ delayMs: 9 }))
    const refused = { kind: 'refused', problem: 'StoreBusy' }
    expect(reply).toEqual({
      kind: 'published',
      results: [refused, { kind: 'stored', id: idsIn(blocks())[0] }, refused],
    })
    expect(blocks()).toHaveLength(1)
  })
})

test('a fault is no refusal: it is thrown as it came', async () => {
  const { send } = aPublisher(() => 'ResourceNotFoundException')
  await expect(send(anEnvelope())).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
})

test('lanes are read anew when what is known of them is five seconds old, before anything is stored', async () => {
  const { send, dynamo, wall } = aPublisher()
  await send(anEnvelope())
  wall.advanceMs(5_000)
  await send(anEnvelope())
  wall.advanceMs(1)
  await send(anEnvelope())
  expect(dynamo.calls).toEqual(['GetItem', 'PutItem', 'PutItem', 'GetItem', 'PutItem'])
})

test('a lane that takes more than 250 blocks a second gets another beside it', async () => {
  const { send, tools } = aPublisher()
  for (let n = 0; n < 250; n++) await send(anEnvelope())
  expect(tools.book.known(scope).open).toBe(1)
  await send(anEnvelope())
  expect(tools.book.known(scope).open).toBe(2)
})

test.each(['TimeoutError', 'ThrottlingException'])(
  'what is stored is stored, also where lanes cannot grow: %s',
  async fate => {
    const { send, tools, blocks } = aPublisher(call => (isLanes(call) ? fate : 'goOn'))
    for (let n = 0; n < 251; n++) await idsOf(send(anEnvelope()))
    expect(tools.book.known(scope).open).toBe(1)
    expect(blocks()).toHaveLength(251)
  },
)

test('but a fault is told', async () => {
  const { send } = aPublisher(call => (isLanes(call) ? 'AccessDeniedException' : 'goOn'))
  for (let n = 0; n < 250; n++) await send(anEnvelope())
  await expect(send(anEnvelope())).rejects.toMatchObject({ name: 'AccessDeniedException' })
})

test('messages are spread over the lanes that are open', async () => {
  const { send, tools, blocks } = aPublisher()
  await openLanes(tools, 4)
  for (let n = 0; n < 60; n++) await send(anEnvelope())
  expect(new Set(blocks().map(({ key }) => key.p)).size).toBe(4)
})
