import { hash } from 'node:crypto'
import type { AttributeValue, MessageAttributes } from './messageAttributes.ts'

/** Of a body: its UTF-8 bytes. */
export const md5 = (content: string | Uint8Array): string => hash('md5', content)

function lengthAnd(content: string | Uint8Array): Buffer {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content
  const length = Buffer.allocUnsafe(4)
  length.writeUInt32BE(bytes.length)
  return Buffer.concat([length, bytes])
}

const textMark = Buffer.from([1])
const binaryMark = Buffer.from([2])

function partsOf(name: string, { DataType = '', StringValue, BinaryValue }: AttributeValue): Buffer[] {
  const isBinary = DataType.startsWith('Binary')
  const value = isBinary ? BinaryValue : StringValue
  return [lengthAnd(name), lengthAnd(DataType), isBinary ? binaryMark : textMark, lengthAnd(value ?? '')]
}

/** Of attributes, as clients compute it themselves (reference, 1.7); undefined where there are none. */
export function attributesMd5(attributes: MessageAttributes): string | undefined {
  if (attributes.size === 0) return undefined
  const names = [...attributes.keys()].sort()
  return md5(Buffer.concat(names.flatMap(name => partsOf(name, attributes.get(name)!))))
}
