import { expect, test } from 'vitest'
import { readSettings, usage } from './settings.ts'

test('without options the whole is run', () => {
  expect(readSettings([])).toMatchObject({ rounds: 5, seconds: 1, backlogs: [0, 1_000_000], connections: [1, 16] })
  expect(readSettings([])?.only).toHaveLength(5)
  expect(readSettings([])?.report).toBe('full')
})

test('quick is smaller, and what is given beside it counts', () => {
  const quick = readSettings(['--quick', '--rounds', '1', '--only', 'sluice-kill,fauxqs-sqlite'])
  expect(quick).toMatchObject({ rounds: 1, seconds: 0.2, backlogs: [0, 100_000], report: 'quick' })
  expect(quick?.only).toEqual(['sluice-kill', 'fauxqs-sqlite'])
})

test('ours may be spoken to in SQS, and by the SDK of AWS, which speaks nothing else', () => {
  expect(readSettings([])).toMatchObject({ protocol: 'native', client: 'bare' })
  expect(readSettings(['--protocol', 'sqs'])).toMatchObject({ protocol: 'sqs', client: 'bare', report: 'full-sqs' })
  expect(readSettings(['--client', 'sdk', '--quick'])).toMatchObject({ protocol: 'sqs', report: 'quick-sqs-sdk' })
  expect(readSettings(['--client', 'sdk', '--name', 'x'])?.report).toBe('x')
  expect(() => readSettings(['--client', 'sdk', '--protocol', 'native'])).toThrow('--client sdk speaks SQS')
})

test('servers with auth on are measured when they are named, in SQS', () => {
  const only = 'sluice-memory,sluice-memory-auth'
  expect(readSettings(['--protocol', 'sqs', '--only', only])?.only).toEqual(only.split(','))
  expect(() => readSettings(['--only', only])).toThrow('--protocol sqs')
})

test('a report may be named, or left out', () => {
  expect(readSettings(['--name', 'first-light'])?.report).toBe('first-light')
  expect(readSettings(['--no-report'])?.report).toBeUndefined()
})

test('help is asked for, and names every option', () => {
  expect(readSettings(['--help'])).toBeUndefined()
  for (const option of [
    '--quick',
    '--rounds',
    '--seconds',
    '--backlog',
    '--connections',
    '--protocol',
    '--client',
    '--only',
    '--name',
  ])
    expect(usage).toContain(option)
})

test.each([
  ['--rounds', '0'],
  ['--rounds', '1.5'],
  ['--seconds', '-1'],
  ['--seconds', 'x'],
  ['--backlog', '0,-1'],
  ['--connections', '1,'],
  ['--only', 'sluice'],
  ['--protocol', 'soap'],
  ['--client', 'curl'],
  ['--name', '../x'],
])('%s %s is refused by name', (flag, value) => {
  expect(() => readSettings([`${flag}=${value}`])).toThrow(flag)
})
