import { createInterface } from 'node:readline'
import { CommandError } from './exit.ts'
import type { World } from './world.ts'

/** Asks for the name on a terminal; elsewhere only --yes will do. Throws unless the answer is the name. */
export async function confirm(world: World, question: string, name: string, yes: boolean | undefined): Promise<void> {
  if (yes) return
  if (!world.stdin.isTTY || !world.stderr.isTTY) {
    throw new CommandError('usage', `${question} Nobody is here to confirm it: say --yes if you mean it.`)
  }
  if ((await ask(world, `${question} Type ${name} to go on: `)) !== name) {
    throw new CommandError('failed', 'That is not the name: nothing was done.')
  }
}

/** The next line of input; nothing when the input ends. */
async function ask({ stdin, stderr }: World, question: string): Promise<string> {
  stderr.write(question)
  try {
    for await (const line of createInterface(stdin)) return line.trim()
    return ''
  } finally {
    stdin.pause() // a terminal that goes on being read would keep the command from ending
  }
}
