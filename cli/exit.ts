import { CommanderError } from 'commander'
import { NetworkError, SluiceError } from '../client/index.ts'

/** What the process ends with; --help and docs/guide/cli.md list them. */
export const exitCodes = {
  ok: 0,
  failed: 1,
  usage: 2,
  notFound: 3,
  refused: 4,
  unreachable: 5,
  interrupted: 130,
  readerGone: 141,
} as const

export type ExitName = keyof typeof exitCodes

export const exitMeanings: Record<ExitName, string> = {
  ok: 'done',
  failed: 'not done, or not all of it: a receipt that no longer counts, a command of `work` that failed, a loss found',
  usage: 'the command line or a file of queues is wrong, or a question had to be answered and nobody was there',
  notFound: 'no such queue, topic, message or redrive',
  refused: 'the server refused: bad input, a conflict, a full disk',
  unreachable: 'no answer from the server',
  interrupted: 'stopped by a signal before the work was done',
  readerGone: 'whoever read the output has gone',
}

/** Ends the command with a message on stderr; an empty one when everything has been said. */
export class CommandError extends Error {
  readonly exit: ExitName
  constructor(exit: ExitName, message: string) {
    super(message)
    this.exit = exit
  }
}

/** The commander's own refusals have been printed by it already. */
const isPrinted = (error: unknown): error is CommanderError => error instanceof CommanderError

const isReaderGone = (error: unknown): boolean => (error as NodeJS.ErrnoException | undefined)?.code === 'EPIPE'

export function exitOf(error: unknown): ExitName {
  if (isPrinted(error)) return error.exitCode === 0 ? 'ok' : 'usage'
  if (error instanceof CommandError) return error.exit
  if (error instanceof SluiceError) return error.status === 404 ? 'notFound' : 'refused'
  if (error instanceof NetworkError) return 'unreachable'
  return isReaderGone(error) ? 'readerGone' : 'failed'
}

/** What stderr gets to read, if anything is left to say. */
export function wordsOf(error: unknown): string | undefined {
  if (isPrinted(error) || isReaderGone(error)) return undefined
  if (error instanceof SluiceError) return `${error.message} (${error.code}${requestOf(error)})${hintOf(error)}`
  return (error instanceof Error ? error.message : String(error)) || undefined
}

/** What somebody at a command line can do about it. */
const hintOf = ({ code }: SluiceError): string =>
  code === 'MissingCredentials'
    ? '\nSet SLUICE_TOKEN to ID.SECRET, or SLUICE_ACCESS_KEY_ID and SLUICE_SECRET_ACCESS_KEY.'
    : ''

const requestOf = ({ requestId }: SluiceError): string => (requestId === undefined ? '' : `, request ${requestId}`)
