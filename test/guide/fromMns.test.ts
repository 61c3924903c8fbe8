import { execFile } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { mnsPort } from '../../cli/verify/mnsPort.ts'
import { script as sluice } from '../cli/aCommand.ts'
import { aFolder, aServer } from '../server/aServer.ts'

const page = readFileSync(join(import.meta.dirname, '../../docs/guide/from-mns.md'), 'utf8')
const [, file = ''] = /```json file=queues\.json\n([\s\S]*?)```/.exec(page) ?? []
const [create = '', apply = '', show = ''] = [...page.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, lines]) => lines!)
const never = new AbortController().signal

test('the key and the queues of the page let an application of MNS do its work, and no other', async () => {
  const { server } = await aServer({ auth: 'on' })
  const { id, secret } = server.firstKey!
  const cwd = aFolder()
  writeFileSync(join(cwd, 'queues.json'), file)
  const admin = { SLUICE_URL: server.url, SLUICE_ACCESS_KEY_ID: id, SLUICE_SECRET_ACCESS_KEY: secret }
  const run = async (lines: string): Promise<string> => {
    const words = ['-euo', 'pipefail', '-c', `sluice() { ${process.execPath} ${sluice} "$@"; }\n${lines}`]
    return (await promisify(execFile)('bash', words, { cwd, env: { ...process.env, ...admin } })).stdout
  }
  expect((await run(apply)).trim().split('\n').toSorted()).toEqual(['shop-dead: created', 'shop-orders: created'])
  const key = JSON.parse(await run(create.replace('create shop', 'create shop --json')))
  const environment = { SLUICE_ACCESS_KEY_ID: key.id, SLUICE_SECRET_ACCESS_KEY: key.secret }
  const orders = mnsPort({ url: server.url, queue: 'shop-orders', environment })
  await orders.publish(['one'], [])
  const [message] = await orders.poll(1, 0, never)
  expect(message).toMatchObject({ body: 'one', attempts: 1 })
  expect(await orders.ack([message!.receipt])).toEqual([true])
  expect(await run(show)).toMatch(/visible +0\nin flight +0\ndelayed +0\n/)
  const others = mnsPort({ url: server.url, queue: 'others', environment })
  await expect(others.publish(['one'], [])).rejects.toThrow('AccessDenied')
}, 60_000)
