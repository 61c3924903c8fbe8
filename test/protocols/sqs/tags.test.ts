import { describe, expect, test } from 'vitest'
import { expectRefusal, worlds } from './harness/open.ts'
import { aQueue } from './harness/queue.ts'

describe.each(worlds)('tags by %s', (_name, open) => {
  const openTagged = async (tags?: Record<string, string>) => {
    const scene = await open()
    const queue = await aQueue(scene, tags === undefined ? {} : { tags })
    const list = async () => (await queue.call('ListQueueTags')).Tags
    const tag = (Tags: Record<string, string>) => queue.call('TagQueue', { Tags })
    const untag = (...TagKeys: string[]) => queue.call('UntagQueue', { TagKeys })
    return { ...scene, ...queue, list, tag, untag }
  }

  test('87. what is untagged goes, what never was does not matter', async () => {
    const { untag, list } = await openTagged({ a: '1', b: '2' })
    expect(await list()).toEqual({ a: '1', b: '2' })
    expect(await untag('a', 'zzz')).toEqual({})
    expect(await list()).toEqual({ b: '2' })
  })

  test('88. without tags the member is left out', async () => {
    const { untag, call } = await openTagged({ a: '1' })
    await untag('a')
    expect(await call('ListQueueTags')).toEqual({})
  })

  test('a tag adds, or goes before the one of its key; an empty value is one', async () => {
    const { tag, list } = await openTagged({ a: '1' })
    expect(await tag({ A: 'x', a: '', b: 'ü _.:/=+-@9' })).toEqual({})
    expect(await list()).toEqual({ A: 'x', a: '', b: 'ü _.:/=+-@9' })
  })

  test('tags of a queue made again are neither compared nor set (our choice)', async () => {
    const { sqs, list, url } = await openTagged({ a: '1' })
    expect(await sqs('CreateQueue', { QueueName: 'q', tags: { a: '2', b: '3' } })).toEqual({ QueueUrl: url })
    expect(await list()).toEqual({ a: '1' })
  })

  test('fifty at most (our choice of text)', async () => {
    const { tag, list } = await openTagged({ first: '1' })
    const more = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, at) => [`k${at}`, 'v']))
    await expectRefusal(tag(more(50)), 'InvalidParameterValue', 'Too many tags added for queue q.')
    expect(await list()).toEqual({ first: '1' })
    await tag(more(49))
    await tag({ first: 'again' })
  })

  test.each([
    ['x'.repeat(129), 'v'],
    ['', 'v'],
    ['aws:x', 'v'],
    ['a', 'v'.repeat(257)],
    ['a!', 'v'],
    ['a', '<v>'],
  ])('the tag %j: %j is refused', async (key, value) => {
    const { tag, list, sqs } = await openTagged()
    await expectRefusal(tag({ [key]: value }), 'InvalidParameterValue')
    const make = sqs('CreateQueue', { QueueName: 'other', tags: { [key]: value } })
    await expectRefusal(make, 'InvalidParameterValue')
    expect(await list()).toBeUndefined()
  })

  test('the longest that may be', async () => {
    const { tag, list } = await openTagged()
    const tags = { ['k'.repeat(128)]: 'v'.repeat(256) }
    await tag(tags)
    expect(await list()).toEqual(tags)
  })

  test('to untag nothing is refused (our choice)', async () => {
    const { untag, protocol } = await openTagged()
    // A form cannot tell an empty list from none.
    if (protocol === 'Query') await expectRefusal(untag(), 'MissingParameter')
    const said = 'Tag keys must be between 1 and 128 characters in length.'
    if (protocol === 'JSON') await expectRefusal(untag(), 'InvalidParameterValue', said)
  })
})
