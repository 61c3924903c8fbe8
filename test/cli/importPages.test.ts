import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { sluice } from '../../cli/fixtures.ts'
import { aFolder } from '../server/aServer.ts'
import { aFauxqs } from './aFauxqs.ts'

test('more queues than a page of SQS holds all come over', async () => {
  const { endpoint, create } = await aFauxqs()
  const count = 1_005
  await Promise.all(Array.from({ length: count }, (_, n) => create(`q${n}`)))
  const file = join(aFolder(), 'queues.json')
  await sluice(['import', '--from', 'sqs', '--endpoint', endpoint, '--out', file])
  expect(Object.keys(JSON.parse(readFileSync(file, 'utf8')).queues)).toHaveLength(count)
})
