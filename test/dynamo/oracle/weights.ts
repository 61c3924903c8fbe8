import { itemBytes } from '../fake/sizes.ts'
import type { Item, Value } from '../fake/values.ts'
import type { Call } from './calls.ts'
import { values } from './pools.ts'

const unitBytes = 1024

// Numbers are kept two digits a byte, paired from the decimal point.
const numbers: readonly Value[] = [
  '12',
  '123',
  '1234',
  '1.5',
  '1.25',
  '12.5',
  '0.12',
  '0.012',
  '-123',
  '1700000000',
  '1e11',
].map(N => ({ N }))

/** For each kind of value an item that is charged as one KB to the byte, and one that is a byte too large for it. */
export const weights: readonly Call[] = [...values, ...numbers].flatMap((value, index) => [
  weigh(value, `${index}a`, 0),
  weigh(value, `${index}b`, 1),
])

function weigh(value: Value, s: string, excessBytes: number): Call {
  const item: Item = { p: { S: 'weights' }, s: { S: s }, v: value }
  const fill = new Uint8Array(unitBytes - itemBytes(item) - 'fill'.length + excessBytes)
  return {
    operation: 'PutItem',
    input: { TableName: 'messages', Item: { ...item, fill: { B: fill } }, ReturnConsumedCapacity: 'TOTAL' },
  }
}
