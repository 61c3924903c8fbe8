import { expect, test } from 'vitest'
import { Lines } from './lines.ts'

/** Work whose end the test decides; `log` says when it began, and what it was told. */
function somework(log: string[]) {
  const ends: Record<string, (wentWell: boolean) => void> = {}
  const work = (name: string) => (wentWell: boolean) =>
    new Promise<boolean>(resolve => {
      log.push(`${name} ${wentWell}`)
      ends[name] = resolve
    })
  return { ends, work }
}

const turn = (): Promise<void> => new Promise(resolve => setImmediate(resolve))

test('work of one group comes one after the other, other groups and none go on', async () => {
  const log: string[] = []
  const { ends, work } = somework(log)
  const lines = new Lines()
  for (const name of ['a1', 'a2', 'b1']) void lines.run(name[0], work(name))
  for (const name of ['x', 'y']) void lines.run(undefined, work(name))
  await turn()
  expect(log).toEqual(['a1 true', 'b1 true', 'x true', 'y true'])
  ends.a1!(true)
  await turn()
  expect(log.at(-1)).toBe('a2 true')
})

test('what comes after something that went wrong is told so, to the end of the line', async () => {
  const log: string[] = []
  const { ends, work } = somework(log)
  const lines = new Lines()
  for (const name of ['a1', 'a2', 'a3']) void lines.run(name[0], work(name))
  for (const name of ['a1', 'a2', 'a3']) {
    await turn()
    ends[name]!(false)
  }
  expect(log).toEqual(['a1 true', 'a2 false', 'a3 false'])
})
