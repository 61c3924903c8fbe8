import { expect, test } from 'vitest'
import { settleConditions } from './conditions.ts'
import type { Json, Template } from './template.ts'

const given = (text: Json): Template => ({
  Conditions: { Given: { 'Fn::Not': [{ 'Fn::Equals': [text, ''] }] } },
  Resources: {
    Always: {
      Type: 'A',
      Properties: { one: { 'Fn::If': ['Given', [text], { Ref: 'AWS::NoValue' }] }, two: { 'Fn::If': ['Given', 1, 2] } },
    },
    Sometimes: { Type: 'B', Condition: 'Given', Properties: {} },
  },
  Outputs: { Sometimes: { Condition: 'Given', Value: 'x' } },
})

test('what a condition leaves out is not there', () => {
  expect(settleConditions(given(''))).toEqual({
    Resources: { Always: { Type: 'A', Properties: { two: 2 } } },
    Outputs: {},
  })
})

test('what it lets in is', () => {
  const { Resources, Outputs } = settleConditions(given('a'))
  expect(Resources.Always!.Properties).toEqual({ one: ['a'], two: 1 })
  expect([Object.keys(Resources), Object.keys(Outputs!)]).toEqual([['Always', 'Sometimes'], ['Sometimes']])
})

test('a list may be asked about joined, and one value taken out of it', () => {
  const list = (...texts: string[]) => given({ 'Fn::Join': ['', texts] })
  expect(Object.keys(settleConditions(list()).Resources)).toEqual(['Always'])
  expect(Object.keys(settleConditions(list('a')).Resources)).toEqual(['Always', 'Sometimes'])
  const template = given('')
  template.Resources.Always!.Properties = { all: ['a', { 'Fn::If': ['Given', 'b', { Ref: 'AWS::NoValue' }] }] }
  expect(settleConditions(template).Resources.Always!.Properties).toEqual({ all: ['a'] })
})

test.each<Json>([{ 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'a'] }, { 'Fn::Or': [] }])('%j only AWS can answer', test => {
  expect(() => settleConditions({ Conditions: { Asked: test }, Resources: {} })).toThrow('only AWS can answer')
})
