import { expect, test } from 'vitest'
import { aBlock, anItem } from '../../../test/dynamo/aBlock.ts'
import { FakeDynamo } from '../../../test/dynamo/fake/fakeDynamo.ts'
import { startMs } from '../../../test/fixtures.ts'
import { slotNames, slotsMax } from './block.ts'
import {
  allOf,
  conditionOf,
  noOthers,
  noTerms,
  notReady,
  slotHas,
  slotIs,
  slotIsLive,
  type Terms,
} from './conditions.ts'
import { keyAttributes } from './keys.ts'
import { encodeSlot } from './slot.ts'

const TableName = 'messages'
const leased = (token: string, untilMs = startMs + 1000) =>
  encodeSlot({ token, leased: true, visibleAtMs: untilMs, attempts: 1 })
const waiting = (token: string) => encodeSlot({ token, leased: false, visibleAtMs: startMs + 1000, attempts: 1 })

/** Whether a delete with this condition goes through on a block with these slots. */
async function holds(slots: readonly string[], terms: Terms): Promise<boolean> {
  const dynamo = new FakeDynamo({ tables: [TableName] })
  await dynamo.call('PutItem', { TableName, Item: anItem(slots) })
  const call = dynamo.call('DeleteItem', { TableName, Key: keyAttributes(aBlock().key), ...conditionOf(terms) })
  return call.then(
    () => true,
    error => {
      // The truth comes with the refusal, at no cost.
      expect(error).toMatchObject({ name: 'ConditionalCheckFailedException', Item: anItem(slots) })
      return false
    },
  )
}

const ours = leased('AAAAAAAA')

test.each([
  ['as it was read', [ours], true],
  ['leased for longer since', [leased('AAAAAAAA', startMs + 2000)], false],
  ['leased by another since', [leased('BBBBBBBB')], false],
  ['done', ['', '0'], false],
])('the exact old value: %s', async (_how, slots, expected) => {
  expect(await holds(slots, slotIs(0, ours))).toBe(expected)
})

test.each([
  ['ours', [ours], true],
  ['ours, extended since', [leased('AAAAAAAA', startMs + 2000)], true],
  ['ours, given back', [waiting('AAAAAAAA')], true],
  ['another’s', [leased('BBBBBBBB')], false],
  ['fresh', ['0'], false],
  ['done', ['', '0'], false],
])('the token: %s', async (_how, slots, expected) => {
  expect(await holds(slots, slotHas(0, 'AAAAAAAA'))).toBe(expected)
})

test.each([
  ['fresh', ['0'], true],
  // A token may begin with that very character.
  ['leased', [leased('0AAAAAAA')], false],
  ['done', ['', '0'], false],
])('no token: %s', async (_how, slots, expected) => {
  expect(await holds(slots, slotHas(0, ''))).toBe(expected)
})

test.each([
  ['running', [ours], startMs + 999, true],
  ['over at this very millisecond', [ours], startMs + 1000, false],
  ['given back', [waiting('AAAAAAAA')], startMs, false],
  ['another’s, with a token that sorts later', [leased('zzzzzzzz')], startMs, false],
])('a lease: %s', async (_how, slots, nowMs, expected) => {
  expect(await holds(slots, slotIsLive(0, 'AAAAAAAA', nowMs))).toBe(expected)
})

test.each([
  ['to come', startMs - 1, true],
  ['now', startMs, false],
  ['over', startMs + 1, false],
])('a block whose ready time is %s is delayed or not', async (_when, nowMs, expected) => {
  expect(await holds(['0'], notReady(nowMs))).toBe(expected)
})

test('any slot that is left over stands in the way of a delete', async () => {
  const all = Array.from({ length: slotsMax }, () => '0')
  expect(await holds(all, allOf([slotIs(0, '0'), noOthers([...all.keys()])]))).toBe(true)
  for (const left of all.keys()) {
    const alone = all.map((slot, index) => (index === left ? slot : ''))
    expect(await holds(alone, noOthers([])), slotNames[left]!).toBe(false)
    const named = [...all.keys()].filter(index => index !== left)
    expect(await holds(alone, noOthers(named)), slotNames[left]!).toBe(false)
    expect(await holds(alone, noOthers([left])), slotNames[left]!).toBe(true)
  }
})

test('terms hold together, each with its own values', async () => {
  const both = allOf([slotIs(0, ours), slotIs(1, '0'), noOthers([0, 1])])
  expect(await holds([ours, '0'], both)).toBe(true)
  expect(await holds([ours, ours], both)).toBe(false)
  expect(await holds(['0', '0'], both)).toBe(false)
  expect(await holds([ours, '0', '0'], both)).toBe(false)
})

test('nothing is named where a condition needs no value: empty values are refused', () => {
  expect(conditionOf(noOthers([]))).not.toHaveProperty('ExpressionAttributeValues')
  expect(allOf([noTerms, noTerms])).toEqual(noTerms)
})
