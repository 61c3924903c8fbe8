import { expect, test } from 'vitest'
import { readLines, textOrBytes } from './lines.ts'

async function linesOf(...chunks: (string | Uint8Array)[]): Promise<[string, number][]> {
  async function* input() {
    yield* chunks
  }
  const lines: [string, number][] = []
  for await (const { number, bytes, endByte } of readLines(input())) {
    lines.push([Buffer.from(bytes).toString('latin1'), endByte])
    expect(number).toBe(lines.length)
  }
  return lines
}

test.each([
  [[], []],
  [[''], []],
  [['a'], [['a', 1]]],
  [['a\n'], [['a', 2]]],
  [['a\nb'], [['a', 2], ['b', 3]]], // biome-ignore format: a table
  [['a\n\nb\n'], [['a', 2], ['', 3], ['b', 5]]], // biome-ignore format: a table
  [['a\r\nb\rc\r\n'], [['a', 3], ['b\rc', 8]]], // biome-ignore format: a table
])('%j is split at newlines only', async (chunks, lines) => expect(await linesOf(...chunks)).toEqual(lines))

test('a line may come in pieces, and a piece may hold many lines', async () => {
  expect(await linesOf('on', 'e\ntwo\nth', '', 'ree')).toEqual([
    ['one', 4],
    ['two', 8],
    ['three', 13],
  ])
})

test('Unicode’s own line ends and letters cut between pieces stay whole', async () => {
  const text = Buffer.from('a\u2028b\u2029c\u0085é\n')
  const lines = await linesOf(text.subarray(0, 11), text.subarray(11))
  expect(Buffer.from(lines[0]![0], 'latin1').toString()).toBe('a\u2028b\u2029c\u0085é')
})

test('what is no UTF-8 stays bytes, and a byte order mark stays in the text', () => {
  expect(textOrBytes(Buffer.from('grüße'))).toBe('grüße')
  expect(textOrBytes(Buffer.from('\ufeffx'))).toBe('\ufeffx')
  expect(textOrBytes(Uint8Array.of(0xff, 0x41))).toEqual(Uint8Array.of(0xff, 0x41))
})
