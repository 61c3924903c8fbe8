import { expect, test } from 'vitest'
import { broken, json, problem, type Reply } from '../client/fixtures.ts'
import { exitCodes, exitMeanings } from './exit.ts'
import { sluice } from './fixtures.ts'

const page = json({ items: [] })
const settled = (outcome: string) => json({ results: [{ receipt: 'r1', outcome }] })
const refusedForever = () => Array.from({ length: 4 }, () => broken('ECONNREFUSED'))

const cases: [code: keyof typeof exitCodes, line: string, replies: Reply[]][] = [
  ['ok', 'queue list', [page]],
  ['ok', 'queue list --help', []],
  ['ok', '--version', []],
  ['failed', 'ack orders r1', [settled('gone')]],
  ['usage', 'queue', []],
  ['usage', '', []],
  ['usage', 'nonsense', []],
  ['usage', 'queue list --nonsense', []],
  ['usage', 'queue purge', []],
  ['usage', 'queue purge orders', []],
  ['usage', 'queue update orders', []],
  ['usage', 'queue create orders --wait soon', []],
  ['usage', 'queue list --url localhost', []],
  ['usage', 'poll orders --max 17', []],
  ['usage', 'poll orders --json --bodies', []],
  ['usage', 'publish orders hi --file x', []],
  ['usage', 'publish orders hi --json-lines', []],
  ['usage', 'publish orders hi --delay 1 --at 2031-01-01T00:00:00Z', []],
  ['usage', 'publish orders hi --at 2031-01-01', []],
  ['usage', 'publish orders hi --attribute x', []],
  ['usage', 'peek orders --state lost', []],
  ['usage', 'message edit orders m1', []],
  ['usage', 'message cancel orders m1', []],
  ['usage', 'extend orders r1', []],
  ['usage', 'serve --port x', []],
  ['notFound', 'queue show orders', [problem('QueueNotFound', 404), problem('QueueNotFound', 404)]],
  ['notFound', 'message show orders m1', [problem('MessageNotFound', 404)]],
  ['refused', 'queue create orders --wait 31', [problem('InvalidInput', 422)]],
  ['refused', 'message edit orders m1 --delay 0', [problem('MessageInFlight', 409)]],
  ['unreachable', 'queue list', refusedForever()],
]

test.each(cases)('%s: sluice %s', async (name, line, replies) => {
  const { code, stderr, sent } = await sluice(line.split(' ').filter(Boolean), { replies })
  expect(`${code} ${stderr}`).toMatch(new RegExp(`^${exitCodes[name]} `))
  if (name === 'usage') expect(sent).toEqual([])
  if (name !== 'ok') expect(stderr).not.toBe('')
})

test('the help lists every exit code', async () => {
  const { stdout } = await sluice(['--help'])
  for (const [name, code] of Object.entries(exitCodes)) {
    expect(stdout).toContain(`${String(code).padEnd(5)}${exitMeanings[name as keyof typeof exitCodes]}`)
  }
})

test('a refusal is told with its code and the request, a usage error with where to look', async () => {
  const refused = await sluice(['queue', 'pause', 'orders'], { replies: [problem('QueueNotFound', 404)] })
  expect(refused.stderr).toBe('sluice: Refused: QueueNotFound (QueueNotFound, request r-1)\n')
  const errors = [{ pointer: '/retry/delaySeconds', detail: 'is too large', limit: 604_800, got: 691_200 }]
  const detail = '/retry/delaySeconds is too large.'
  const tooLong = await sluice(['publish', 'orders', 'hi', '--retry', 'fixed:8d'], {
    replies: [problem('InvalidInput', 422, { detail, errors })],
  })
  expect(tooLong.stderr).toContain('/retry/delaySeconds is too large (limit 604800, got 691200)')
  const usage = await sluice(['queue', 'list', '--nonsense'])
  expect(usage.stderr).toBe("sluice: unknown option '--nonsense'\nTry: sluice queue list --help\n")
})
