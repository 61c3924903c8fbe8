import { resolve } from 'node:path'
import { Command, Option } from 'commander'
import { definitions, type Flags, readSettings, SettingError, type Settings } from '../lib/config.ts'
import { CommandError } from './exit.ts'
import type { Server } from './serve/server.ts'
import { showFirstKey } from './serve/showFirstKey.ts'
import { untilSignal } from './serve/untilSignal.ts'
import { warningOfHost } from './serve/warnOfHost.ts'

/** `sluice serve`: all protocols on one port, until a signal. stdout carries the ready line and nothing else. */
export function serveCommand(): Command {
  const command = new Command('serve')
    .summary('start the server')
    .description(
      'Starts the server and prints one line once it answers: `sluice ready http://HOST:PORT`. Stops cleanly on ' +
        'SIGTERM and SIGINT: requests under way are finished and waiting polls answered; a second signal ends it at once.',
    )
    .addHelpText('after', '\nExample:\n  sluice serve --port 0 --store memory')
    .action(run)
  for (const option of options()) command.addOption(option)
  return command
}

const options = (): Option[] =>
  Object.values(definitions).flatMap(({ flag, placeholder, help, variable, usual }) => {
    if (flag === undefined) return []
    const sources = usual === undefined ? variable : `${variable}, else ${usual}`
    return [new Option(`${flag} <${placeholder.toLowerCase()}>`, `${help} (${sources})`)]
  })

async function run(flags: Flags): Promise<void> {
  const server = await start(flags)
  await untilSignal(process)
  process.stderr.write('stopping: finishing what is under way\n')
  await server.stop()
}

async function start(flags: Flags): Promise<Server> {
  try {
    const settings = readSettings(flags)
    const { serve } = await import('./serve/server.ts') // the other commands need none of it
    const server = await serve(settings)
    for (const line of [whereMessagesAre(settings), warningOfHost(settings, server.url)])
      if (line !== undefined) process.stderr.write(`${line}\n`)
    if (server.firstKey !== undefined) process.stderr.write(`${showFirstKey(server.firstKey)}\n`)
    process.stdout.write(`sluice ready ${server.url}\n`)
    return server
  } catch (error) {
    if (error instanceof SettingError) throw new CommandError('usage', error.message)
    throw error
  }
}

const places: Record<Settings['store'], (settings: Settings) => string> = {
  memory: () => 'in memory, until the server stops',
  embedded: ({ data }) => `in ${resolve(data)}`,
  dynamo: ({ messagesTable, dynamoEndpoint, region }) =>
    `in the DynamoDB table ${messagesTable} ${dynamoEndpoint === undefined ? `of ${region}` : `at ${dynamoEndpoint}`}`,
}

const whereMessagesAre = (settings: Settings): string => `messages are kept ${places[settings.store](settings)}`
