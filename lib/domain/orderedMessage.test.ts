import { expect, test } from 'vitest'
import { type NewMessage, newEnvelopes } from './newMessage.ts'
import { groupProblems, turnProblems } from './orderedMessage.ts'
import { defaultOrdered } from './orderedSettings.ts'
import { defaultSettings, type QueueSettings } from './queue.ts'

const ordered: QueueSettings = { ...defaultSettings, ordered: defaultOrdered }
const contentBased: QueueSettings = {
  ...defaultSettings,
  ordered: { deduplication: { ...defaultOrdered.deduplication, contentBased: true } },
}
const message: NewMessage = { body: Buffer.from('hello'), kind: 'text' }
const hello = '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824'

test('an ordered queue asks for a group, and takes an id', () => {
  expect(groupProblems(message, ordered)).toMatchObject([{ path: ['groupId'] }])
  expect(groupProblems({ ...message, groupId: 'g1', deduplicationId: 'd1' }, ordered)).toEqual([])
})

test('another queue carries a group and takes no id', () => {
  expect(groupProblems({ ...message, groupId: 'g1' }, defaultSettings)).toEqual([])
  expect(groupProblems({ ...message, deduplicationId: 'd1' }, defaultSettings)).toMatchObject([
    { path: ['deduplicationId'] },
  ])
})

test('on an ordered queue no message has a delay of its own, not even none, or a priority', () => {
  expect(turnProblems({ delaySeconds: 0 }, ordered)).toMatchObject([{ path: ['delaySeconds'] }])
  expect(turnProblems({ deliverAtMs: 1 }, ordered)).toMatchObject([{ path: ['deliverAt'] }])
  expect(turnProblems({ priority: 8 }, ordered)).toMatchObject([{ path: ['priority'] }])
  expect(turnProblems({ groupId: 'g1' }, ordered)).toEqual([])
  expect(turnProblems({ delaySeconds: 5, deliverAtMs: 1, priority: 1 }, defaultSettings)).toEqual([])
})

test('a publish is refused with the message and the field', () => {
  const wrong = [{ ...message, delaySeconds: 1 }]
  expect(() => newEnvelopes(wrong, ordered, 0)).toThrow(
    expect.objectContaining({
      extras: {
        fields: [
          expect.objectContaining({ path: ['messages', 0, 'groupId'] }),
          expect.objectContaining({ path: ['messages', 0, 'delaySeconds'] }),
        ],
      },
    }),
  )
})

test('the envelope keeps group and id; the id comes from the body where the queue says so, and an own one wins', () => {
  const envelopeOf = (given: object, settings: QueueSettings) =>
    newEnvelopes([{ ...message, ...given }], settings, 0)[0]
  const own = { groupId: 'g1', deduplicationId: 'd1' }
  expect(envelopeOf(own, ordered)).toMatchObject(own)
  expect(envelopeOf(own, contentBased)).toMatchObject(own)
  expect(envelopeOf({ groupId: 'g1' }, contentBased)).toMatchObject({ groupId: 'g1', deduplicationId: hello })
  expect(envelopeOf({ groupId: 'g1' }, ordered)).not.toHaveProperty('deduplicationId')
  expect(envelopeOf({}, defaultSettings)).not.toHaveProperty('groupId')
})
