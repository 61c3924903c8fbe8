import fc from 'fast-check'
import { limits } from '../../../../lib/domain/limits.ts'
import type { Input } from '../harness/client.ts'
import { latest } from './validInputs.ts'

const deep = (levels: number): unknown => (levels === 0 ? [] : [deep(levels - 1)])

const oddNumbers = [-1, -0, 0, 0.5, 11, 21, 43_201, 2 ** 31, 2 ** 53, 1e21, 1e308, -1e308]
const oddTexts = [
  '',
  ' ',
  '\0',
  '\ud800',
  '__proto__',
  'constructor',
  '../..',
  'é'.repeat(200),
  'x'.repeat(3000),
  'true',
  '30',
]
const documents = ['{}', '[]', 'null', '{"a":', '{"deadLetterTargetArn":1,"maxReceiveCount":"x"}', '{"Statement":{}}']
const arns = [
  'arn:aws:sqs:us-east-1:000000000000:orders',
  'arn:aws:sqs:us-east-1:000000000000:',
  'arn:aws:sqs:::x',
  'arn',
]
const handles = [
  ...Object.values(latest),
  'AAAA',
  'e30=',
  Buffer.from('{"taskId":"x","sourceArn":"y"}').toString('base64'),
]
// Never one that the valid inputs need: nobody would make it again.
const names = ['spare', 'new.fifo', 'missing', 'http://h/1/2/spare', 'a b', 'x'.repeat(2000)]

const oddValue: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(null, true, {}, [], [null], [{}], deep(50), ...oddNumbers, ...oddTexts),
  fc.constantFrom<unknown>(...documents, ...arns, ...handles, ...names),
  fc.jsonValue(),
  fc.string({ unit: 'binary' }),
)

type Tree = Record<string, unknown>
type Place = { holder: Tree; key: string }

const placesIn = (tree: unknown): Place[] =>
  typeof tree === 'object' && tree !== null
    ? Object.entries(tree).flatMap(([key, value]) => [{ holder: tree as Tree, key }, ...placesIn(value)])
    : []

/** A poll that waits would only hold the test up. */
const waits = (key: string, value: unknown): boolean =>
  /WaitTimeSeconds$/.test(key) && Number(value) > 0 && Number(value) <= limits.waitSecondsMax

const change = { drop: 1, rename: 1, replace: 5, double: 1 } as const
type How = keyof typeof change
const hows = Object.entries(change).flatMap(([how, weight]) => Array.from({ length: weight }, () => how as How))

function bend(tree: Tree, at: number, how: How, odd: unknown): void {
  const places = placesIn(tree)
  if (places.length === 0) return
  const { holder, key } = places[at % places.length]!
  const value = holder[key]
  if (how === 'drop' || how === 'rename') delete holder[key]
  if (how === 'rename') holder[`${key}x`] = value
  if (how === 'replace') holder[key] = waits(key, odd) ? 0 : structuredClone(odd)
  if (how === 'double' && Array.isArray(value))
    holder[key] = Array.from({ length: 12 }, () => structuredClone(value[0]))
}

/** One to three places of a valid input taken out, called otherwise, given an odd value, or repeated. */
export const bent = (valid: Input): fc.Arbitrary<Input> =>
  fc.array(fc.tuple(fc.nat(), fc.constantFrom(...hows), oddValue), { minLength: 1, maxLength: 3 }).map(changes => {
    const tree = structuredClone(valid)
    for (const [at, how, odd] of changes) bend(tree, at, how, odd)
    return tree
  })
