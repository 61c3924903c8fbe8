import { inflateRawSync } from 'node:zlib'

/** The files in a zip, by name, read from its central directory. Knows stored and deflated entries, no zip64. */
export function filesInZip(zip: Buffer): Map<string, Buffer> {
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'))
  const count = zip.readUInt16LE(end + 10)
  const files = new Map<string, Buffer>()
  for (let entry = 0, at = zip.readUInt32LE(end + 16); entry < count; entry++) {
    const [nameBytes, extraBytes, commentBytes] = [28, 30, 32].map(offset => zip.readUInt16LE(at + offset))
    files.set(zip.toString('utf8', at + 46, at + 46 + nameBytes!), contentOf(zip, at))
    at += 46 + nameBytes! + extraBytes! + commentBytes!
  }
  return files
}

function contentOf(zip: Buffer, at: number): Buffer {
  const deflated = zip.readUInt16LE(at + 10) === 8
  const start = zip.readUInt32LE(at + 42)
  const from = start + 30 + zip.readUInt16LE(start + 26) + zip.readUInt16LE(start + 28)
  const content = zip.subarray(from, from + zip.readUInt32LE(at + 20))
  return deflated ? inflateRawSync(content) : content
}
