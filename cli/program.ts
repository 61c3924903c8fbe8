import { Command } from 'commander'
import { accessKeyCommand } from './commands/accessKey.ts'
import { applyCommand } from './commands/apply.ts'
import { certificateCommand } from './commands/certificate.ts'
import { credentialsCommand } from './commands/credentials.ts'
import { importCommand } from './commands/import.ts'
import { messageCommand } from './commands/message.ts'
import { peekCommand } from './commands/peek.ts'
import { pollCommand } from './commands/poll.ts'
import { publishCommand } from './commands/publish.ts'
import { queueCommand } from './commands/queue.ts'
import { redriveCommand } from './commands/redrive.ts'
import { ackCommand, extendCommand, nackCommand } from './commands/settle.ts'
import { topicCommand } from './commands/topic.ts'
import { triggerCommand } from './commands/trigger.ts'
import { verifyCommand, verifyConsumerCommand } from './commands/verify.ts'
import { workCommand } from './commands/work.ts'
import { type ExitName, exitCodes, exitMeanings, exitOf, wordsOf } from './exit.ts'
import { bootstrapCommand } from './serve/bootstrap.ts'
import { doctorCommand } from './serve/doctor/command.ts'
import { serveCommand } from './serve.ts'
import { note, print, type World } from './world.ts'

const exitLines = Object.entries(exitCodes)
  .map(([name, code]) => `  ${String(code).padEnd(5)}${exitMeanings[name as ExitName]}`)
  .join('\n')

const closing = `
A first walk:
  sluice serve                              # in a terminal of its own
  sluice queue create orders
  sluice publish orders 'one order'
  sluice poll orders --ack

Data goes to stdout, everything else to stderr; --json prints JSON, one value a line. The commands talk to the server
at --url, else at SLUICE_URL, else at http://127.0.0.1:9324; with the access key in SLUICE_TOKEN (ID.SECRET), or in
SLUICE_ACCESS_KEY_ID and SLUICE_SECRET_ACCESS_KEY, where it asks for one.

Exit codes:
${exitLines}`

/** Every command. To parse runs it; usage errors come out as exceptions, never as an exit of the process. */
export function makeProgram(world: World): Command {
  const program = new Command('sluice')
    .description('A message queue: the server, and everything to work with one.')
    .version(world.settings.version, '--version', 'print the version')
    .addHelpText('after', closing)
  const messages = [publishCommand, pollCommand, ackCommand, nackCommand, extendCommand, peekCommand, messageCommand]
  program.addCommand(serveCommand())
  for (const make of [
    queueCommand,
    applyCommand,
    importCommand,
    ...messages,
    redriveCommand,
    topicCommand,
    triggerCommand,
    workCommand,
    verifyCommand,
  ])
    program.addCommand(make(world))
  program.addCommand(accessKeyCommand(world).addCommand(bootstrapCommand(world)))
  program.addCommand(doctorCommand(world))
  program.addCommand(certificateCommand(world))
  program.addCommand(credentialsCommand(world))
  program.addCommand(verifyConsumerCommand(world), { hidden: true })
  for (const command of tree(program)) settle(command, world)
  return program
}

const tree = (command: Command): Command[] => [command, ...command.commands.flatMap(tree)]

function settle(command: Command, world: World): void {
  command.exitOverride()
  command.configureOutput({
    writeOut: text => void print(world, text).catch(() => {}),
    writeErr: text => world.stderr.write(text),
    outputError: (text, write) => write(`${text.replace(/^error: /, 'sluice: ')}Try: ${nameOf(command)} --help\n`),
  })
  command.helpCommand(false)
}

const nameOf = (command: Command): string =>
  command.parent === null ? command.name() : `${nameOf(command.parent)} ${command.name()}`

/** Runs one command line (without node and the script) and answers the exit code. Never throws. */
export async function run(line: readonly string[], world: World): Promise<number> {
  try {
    await makeProgram(world).parseAsync(line, { from: 'user' })
    return exitCodes.ok
  } catch (error) {
    const words = wordsOf(error)
    if (words !== undefined) note(world, `sluice: ${words}`)
    return exitCodes[exitOf(error)]
  }
}
