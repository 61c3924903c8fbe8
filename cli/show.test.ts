import { expect, test } from 'vitest'
import { aLeased } from '../client/fixtures.ts'
import { harmless, showFields, showLeased } from './show.ts'

test('fields stand in columns, missing ones are left out, and a body of many lines stays in its column', () => {
  const fields = showFields([
    ['id', 'm1'],
    ['last nack', undefined],
    ['attempts', 2],
    ['body', 'one\ntwo'],
  ])
  expect(fields).toBe('id        m1\nattempts  2\nbody      one\n          two')
})

test('a message cannot act on the terminal it is shown on', () => {
  expect(harmless('\u001b[2Jgone\u0007\u007f\u009b31m')).toBe('␛[2Jgone␇␡\ufffd31m')
  expect(showFields([['body', '\u001b[2J']])).toBe('body  ␛[2J')
  expect(harmless('tab\tand\nline')).toBe('tab\tand\nline')
})

test('a priority is shown where a message has one of its own', () => {
  expect(showLeased({ ...aLeased(1), priority: 3 })).toMatch(/^priority +3$/m)
  expect(showLeased(aLeased(1))).not.toContain('priority')
})

test('a dead letter of a push says which topic and subscription it comes from, and its id there', () => {
  const topic = { name: 'news', messageId: 'p1', tag: 'red', subscription: 'hook' }
  const at = '2026-01-01T00:00:00.000Z'
  const from = { queue: '~push/news/hook/0a1b', reason: 'nacked', detail: 'answered 403', attempts: 4, at } as const
  const shown = showLeased({ ...aLeased(1), topic, origins: [from, { ...from, queue: 'orders' }] })
  expect(shown).toMatch(/^topic +news\nsubscription +hook\ntag +red\npublished as +p1$/m)
  const after = `at ${at}, nacked after 4 attempts: answered 403`
  expect(shown).toContain(` the pushes of topic news to subscription hook ${after}\n`)
  expect(shown).toContain(` orders ${after}\n`)
  expect(showLeased(aLeased(1))).not.toContain('topic')
})
