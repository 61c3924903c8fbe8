import { expect, test } from 'vitest'
import type { Attributes } from './envelope.ts'
import { type FilterPolicy, meetsPolicy, policyProblems } from './filterPolicy.ts'

const string = (value: string) => ({ type: 'string' as const, value })
const number = (value: string) => ({ type: 'number' as const, value })
const list = (value: string) => ({ ...string(value), label: 'Array' })
const binary = { type: 'binary' as const, value: Buffer.from('x') }

type Row = [policy: FilterPolicy, attributes: Attributes, lets: boolean]

const rows: Row[] = [
  [{ store: ['shop'] }, { store: string('shop') }, true],
  [{ store: ['shop'] }, { store: string('Shop') }, false],
  [{ store: ['shop'] }, {}, false],
  [{ store: ['shop', 'kiosk'] }, { store: string('kiosk') }, true],
  [{ store: ['shop'], price: [5] }, { store: string('shop'), price: number('5') }, true],
  [{ store: ['shop'], price: [5] }, { store: string('shop'), price: number('6') }, false],
  [{ price: [5] }, { price: number('5.0') }, true],
  [{ price: [5] }, { price: string('5') }, false],
  [{ price: ['5'] }, { price: number('5') }, false],
  [{ colours: ['red'] }, { colours: list('["blue","red"]') }, true],
  [{ colours: ['red'] }, { colours: string('["blue","red"]') }, false],
  [{ flags: [true] }, { flags: list('[true]') }, true],
  [{ flags: [null] }, { flags: list('[null,1]') }, true],
  [{ flags: [1] }, { flags: list('[null,1]') }, true],
  [{ flags: ['x'] }, { flags: list('not json') }, false],
  [{ a: [{ prefix: 'ab' }] }, { a: string('abc') }, true],
  [{ a: [{ prefix: 'ab' }] }, { a: string('cab') }, false],
  [{ a: [{ suffix: 'bc' }] }, { a: string('abc') }, true],
  [{ a: [{ suffix: 'bc' }] }, { a: string('bcd') }, false],
  [{ a: [{ 'equals-ignore-case': 'ABC' }] }, { a: string('aBc') }, true],
  [{ a: [{ 'equals-ignore-case': 'ABC' }] }, { a: string('abcd') }, false],
  [{ a: [{ 'anything-but': 'x' }] }, { a: string('y') }, true],
  [{ a: [{ 'anything-but': 'x' }] }, { a: string('x') }, false],
  [{ a: [{ 'anything-but': 'x' }] }, {}, false],
  [{ a: [{ 'anything-but': ['x', 5] }] }, { a: number('5') }, false],
  [{ a: [{ 'anything-but': ['x', 5] }] }, { a: number('6') }, true],
  [{ a: [{ 'anything-but': ['x', 'y'] }] }, { a: list('["x","z"]') }, true],
  [{ a: [{ 'anything-but': { prefix: 'x' } }] }, { a: string('xy') }, false],
  [{ a: [{ 'anything-but': { prefix: 'x' } }] }, { a: string('yx') }, true],
  [{ a: [{ 'anything-but': { suffix: 'x' } }] }, { a: string('yx') }, false],
  [{ a: [{ numeric: ['=', 5] }] }, { a: number('5') }, true],
  [{ a: [{ numeric: ['>', 0, '<=', 5] }] }, { a: number('5') }, true],
  [{ a: [{ numeric: ['>', 0, '<=', 5] }] }, { a: number('0') }, false],
  [{ a: [{ numeric: ['>=', 0, '<', 5] }] }, { a: number('5') }, false],
  [{ a: [{ numeric: ['>=', 0, '<', 5] }] }, { a: number('0') }, true],
  [{ a: [{ numeric: ['=', 5] }] }, { a: string('5') }, false],
  [{ a: [{ cidr: '10.0.0.0/24' }] }, { a: string('10.0.0.255') }, true],
  [{ a: [{ cidr: '10.0.0.0/24' }] }, { a: string('10.0.1.0') }, false],
  [{ a: [{ exists: true }] }, { a: string('x') }, true],
  [{ a: [{ exists: true }] }, { a: binary }, true],
  [{ a: [{ exists: true }] }, {}, false],
  [{ a: [{ exists: false }] }, {}, true],
  [{ a: [{ exists: false }] }, { a: string('x') }, false],
  [{ a: [{ exists: false }] }, { a: binary }, false],
  [{ a: [{ 'anything-but': 'x' }] }, { a: binary }, false],
  [{ a: ['x', { exists: false }] }, {}, true],
  [{ $or: [{ a: ['x'] }, { b: ['y'] }] }, { b: string('y') }, true],
  [{ $or: [{ a: ['x'] }, { b: ['y'] }] }, { a: string('y') }, false],
  [{ c: ['z'], $or: [{ a: ['x'] }, { b: ['y'] }] }, { a: string('x') }, false],
  [{ c: ['z'], $or: [{ a: ['x'] }, { b: ['y'] }] }, { a: string('x'), c: string('z') }, true],
  [{ toString: [{ exists: true }] } as unknown as FilterPolicy, {}, false],
]

test.each(rows)('%j of %j: %s', (policy, attributes, lets) => {
  expect(policyProblems(policy, [])).toEqual([])
  expect(meetsPolicy(policy, attributes)).toBe(lets)
})

test.each([
  ['text', []],
  [[], []],
  [{}, []],
  [{ a: 'x' }, ['a']],
  [{ a: [] }, ['a']],
  [{ a: [['x']] }, ['a', 0]],
  [{ a: ['x', {}] }, ['a', 1]],
  [{ a: [{ like: 'x' }] }, ['a', 0]],
  [{ a: [{ toString: 'x' }] }, ['a', 0]],
  [{ a: [{ prefix: 'x', suffix: 'y' }] }, ['a', 0]],
  [{ a: [{ prefix: '' }] }, ['a', 0, 'prefix']],
  [{ a: [{ suffix: 5 }] }, ['a', 0, 'suffix']],
  [{ a: [{ 'equals-ignore-case': null }] }, ['a', 0, 'equals-ignore-case']],
  [{ a: [{ 'anything-but': [] }] }, ['a', 0, 'anything-but']],
  [{ a: [{ 'anything-but': [true] }] }, ['a', 0, 'anything-but']],
  [{ a: [{ 'anything-but': { numeric: ['=', 1] } }] }, ['a', 0, 'anything-but']],
  [{ a: [{ 'anything-but': { prefix: 1 } }] }, ['a', 0, 'anything-but', 'prefix']],
  [{ a: [{ numeric: [] }] }, ['a', 0, 'numeric']],
  [{ a: [{ numeric: ['=', 'x'] }] }, ['a', 0, 'numeric']],
  [{ a: [{ numeric: ['=='] }] }, ['a', 0, 'numeric']],
  [{ a: [{ numeric: ['>', 5, '<', 5] }] }, ['a', 0, 'numeric']],
  [{ a: [{ numeric: ['<', 5, '>', 1] }] }, ['a', 0, 'numeric']],
  [{ a: [{ numeric: 'x' }] }, ['a', 0, 'numeric']],
  [{ a: [{ numeric: [['>'], 1, ['<'], 5] }] }, ['a', 0, 'numeric']],
  [{ a: [{ cidr: '10.0.0.0' }] }, ['a', 0, 'cidr']],
  [{ a: [{ exists: 'yes' }] }, ['a', 0, 'exists']],
  [{ $or: [{ a: ['x'] }] }, ['$or']],
  [{ $or: 'x' }, ['$or']],
  [{ $or: [{ a: ['x'] }, 'y'] }, ['$or', 1]],
  [{ $or: [{ a: ['x'] }, { b: [[]] }] }, ['$or', 1, 'b', 0]],
  [{ a: ['x'.repeat(4_096)] }, []],
])('%j is refused', (policy, path) => {
  expect(policyProblems(policy, ['filter'])).toMatchObject([{ path: ['filter', ...path] }])
})

test('a policy that nests too deeply is refused, however deep it is', () => {
  expect(policyProblems(deep(15), ['filter'])).toEqual([])
  for (const levels of [16, 100_000])
    expect(policyProblems(deep(levels), ['filter'])).toEqual([
      { path: ['filter'], detail: 'is nested too deeply, in levels', limit: 32 },
    ])
})

/** Made from the inside out: the stack is for the one who reads it. */
function deep(levels: number): FilterPolicy {
  let policy: FilterPolicy = { a: ['x'] }
  for (let level = 0; level < levels; level++) policy = { $or: [{ b: ['y'] }, policy] }
  return policy
}
