import { describe, expect, test } from 'vitest'
import { json } from '../../client/fixtures.ts'
import { sluice } from '../fixtures.ts'

const view = {
  id: 'r1',
  queue: 'dead',
  state: 'running',
  toMove: 5,
  moved: 2,
  skipped: 0,
  startedAt: '2026-01-01T00:00:00.000Z',
}
const redrive = (more: object = {}) => json({ ...view, ...more }, 200)

describe('start', () => {
  test('sends what is to be moved, and prints the redrive', async () => {
    const flags = '--to orders --id a --id b --reason nacked --attribute colour=blue --attribute n=1 --rate 50'
    const { code, stdout, sent } = await sluice(`redrive dead ${flags}`.split(' '), { replies: [redrive()] })
    expect(sent).toMatchObject([{ method: 'POST', path: '/v1/queues/dead/redrives' }])
    expect(sent[0]!.body).toEqual({
      to: 'orders',
      ids: ['a', 'b'],
      reason: 'nacked',
      attributes: { colour: 'blue', n: '1' },
      messagesPerSecond: 50,
    })
    expect({ code, moved: /^moved +2 of about 5$/m.test(stdout) }).toEqual({ code: 0, moved: true })
  })

  test('asks for nothing in particular unless told', async () => {
    const { sent } = await sluice(['redrive', 'start', 'dead'], { replies: [redrive()] })
    expect(sent[0]!.body).toEqual({})
  })

  test('waits until it is over, and fails unless it was completed', async () => {
    const ended = { endedAt: view.startedAt }
    const replies = [redrive(), redrive({ moved: 4 }), redrive({ ...ended, state: 'completed', moved: 5 })]
    const done = await sluice(['redrive', 'dead', '--wait'], { replies })
    expect(done.requests).toEqual(['POST /v1/queues/dead/redrives', 'GET /v1/redrives/r1', 'GET /v1/redrives/r1'])
    expect(done).toMatchObject({ code: 0, stdout: expect.stringMatching(/^state +completed$/m) })
    const failure = { ...ended, state: 'failed', failure: 'targetGone', skipped: 1 }
    const failed = await sluice(['redrive', 'dead', '--wait'], { replies: [redrive(failure)] })
    expect(failed).toMatchObject({ code: 1, stdout: expect.stringMatching(/^state +failed: targetGone$/m) })
  })

  test.each([[['--rate', '0']], [['--rate', '10001']], [['--reason', 'bored']]])('%j is refused', async flags => {
    expect(await sluice(['redrive', 'dead', ...flags])).toMatchObject({ code: 2 })
  })
})

test('a redrive is listed, shown and cancelled', async () => {
  const listed = await sluice(['redrive', 'list', 'dead'], { replies: [json({ items: [view] }, 200)] })
  expect(listed).toMatchObject({ stdout: 'r1 running 2\n', requests: ['GET /v1/queues/dead/redrives'] })
  const none = await sluice(['redrive', 'list', 'dead'], { replies: [json({ items: [] }, 200)] })
  expect(none).toMatchObject({ stdout: '', stderr: 'dead has had no redrive\n' })
  const shown = await sluice(['redrive', 'show', 'r1', '--json'], { replies: [redrive()] })
  expect(JSON.parse(shown.stdout)).toEqual(view)
  const cancelled = await sluice(['redrive', 'cancel', 'r1'], { replies: [redrive({ state: 'cancelling' })] })
  expect(cancelled).toMatchObject({ requests: ['POST /v1/redrives/r1/cancel'], code: 0 })
})
