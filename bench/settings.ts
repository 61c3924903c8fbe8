import { parseArgs } from 'node:util'
import { type Protocol, protocols, subjects } from './subjects.ts'

/** What calls: sockets and bytes that lie ready, or what an application has. */
export const clients = ['bare', 'sdk'] as const
export type Client = (typeof clients)[number]

export type Settings = {
  protocol: Protocol
  client: Client
  rounds: number
  /** Of publishing, for each cell of each round. */
  seconds: number
  backlogs: number[]
  connections: number[]
  /** Names of the subjects to run. */
  only: string[]
  /** Last part of the report's name; undefined writes none. */
  report: string | undefined
}

const full = { rounds: '5', seconds: '1', backlog: '0,1000000', name: 'full' }
const quick = { rounds: '3', seconds: '0.2', backlog: '0,100000', name: 'quick' }

export const usage = `npm run bench -- [options]
  --quick              ${quick.rounds} rounds, ${quick.seconds} seconds, backlogs ${quick.backlog}
  --rounds N           how often each cell is measured (${full.rounds})
  --seconds S          how long each cell publishes in each round (${full.seconds})
  --backlog N,N        messages in the queue from the start (${full.backlog}); fauxqs-sqlite runs with 0 only
  --connections N,N    keep-alive connections, each with one call at a time (1,16)
  --protocol NAME      how ours is spoken to: ${protocols.join(' or ')} (native); the peer speaks SQS
  --client NAME        bare sockets, or the sdk of AWS, which speaks SQS (bare)
  --only NAME,NAME     of ${subjects.map(({ name }) => name).join(', ')}
                       (those with -auth or -mns only when they are named, and with --protocol sqs)
  --name NAME          the report is bench/reports/DATE-NAME.md (${full.name}, or ${quick.name})
  --no-report          only print
  --help`

const options = {
  quick: { type: 'boolean' },
  protocol: { type: 'string' },
  client: { type: 'string' },
  rounds: { type: 'string' },
  seconds: { type: 'string' },
  backlog: { type: 'string' },
  connections: { type: 'string' },
  only: { type: 'string' },
  name: { type: 'string' },
  report: { type: 'boolean' },
  help: { type: 'boolean' },
} as const

/** Undefined where help is asked for. Throws an Error that says what is wrong. */
export function readSettings(args: string[]): Settings | undefined {
  const { values } = parseArgs({ args, options, allowNegative: true })
  if (values.help) return undefined
  const given = { ...(values.quick ? quick : full), ...values }
  const client = readChoice('--client', given.client ?? 'bare', clients)
  const protocol = readChoice('--protocol', given.protocol ?? (client === 'sdk' ? 'sqs' : 'native'), protocols)
  if (client === 'sdk' && protocol === 'native') throw new Error('--client sdk speaks SQS, not --protocol native')
  const only = readNames(given.only)
  if (protocol === 'native' && only.some(name => /-(auth|mns)$/.test(name)))
    throw new Error('--only with -auth or -mns is for --protocol sqs')
  return {
    protocol,
    client,
    rounds: readNumbers('--rounds', given.rounds, 1)[0]!,
    seconds: readSeconds(given.seconds),
    backlogs: readNumbers('--backlog', given.backlog, 0),
    connections: readNumbers('--connections', given.connections ?? '1,16', 1),
    only,
    report: given.report === false ? undefined : readName(values.name ?? reportName(given.name, protocol, client)),
  }
}

/** What is not measured by default says so in the name of its report. */
const reportName = (name: string, protocol: Protocol, client: Client): string =>
  [name, ...(protocol === 'native' ? [] : [client === 'sdk' ? 'sqs-sdk' : protocol])].join('-')

function readChoice<Choice extends string>(flag: string, text: string, choices: readonly Choice[]): Choice {
  const choice = choices.find(one => one === text)
  if (choice !== undefined) return choice
  throw new Error(`${flag} is ${text}: there are ${choices.join(', ')}`)
}

function readNumbers(flag: string, text: string, min: number): number[] {
  const numbers = text.split(',').map(Number)
  if (numbers.every(number => Number.isSafeInteger(number) && number >= min)) return numbers
  throw new Error(`${flag} is ${text}: it has to be whole numbers from ${min} on, with commas between them`)
}

function readSeconds(text: string): number {
  const seconds = Number(text)
  if (seconds > 0 && Number.isFinite(seconds)) return seconds
  throw new Error(`--seconds is ${text}: it has to be a number above 0`)
}

function readNames(text: string | undefined): string[] {
  const all = subjects.map(({ name }) => name)
  const names = text?.split(',') ?? subjects.filter(({ isApart }) => !isApart).map(({ name }) => name)
  const unknown = names.find(name => !all.includes(name))
  if (unknown === undefined) return names
  throw new Error(`--only names ${unknown}: there are ${all.join(', ')}`)
}

function readName(text: string): string {
  if (/^[a-z0-9]+(-[a-z0-9]+)*$/.test(text)) return text
  throw new Error(`--name is ${text}: it has to be lower-case words and hyphens`)
}
