import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { confirm } from './confirm.ts'
import type { World } from './world.ts'

test('after the answer the terminal is no longer read, so that the command can end', async () => {
  const stdin = Object.assign(new PassThrough(), { isTTY: true })
  const stderr = Object.assign(new PassThrough(), { isTTY: true })
  stdin.write('orders\n')
  await confirm({ stdin, stderr } as unknown as World, 'This deletes orders.', 'orders', false)
  expect(stdin.isPaused()).toBe(true)
})
