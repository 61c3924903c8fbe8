import type { Findings } from '../measureAll.ts'
import type { Settings } from '../settings.ts'
import { subjects } from '../subjects.ts'
import { flatFrom } from '../verdicts.ts'
import { bodyBytes } from '../wires/wire.ts'
import { whole } from './numbers.ts'
import { fillTable, growthTable, peerTable, rateTable } from './tables.ts'

/** What stands above the numbers: where they come from. */
export type Setting = {
  date: string
  command: string
  commit: string
  versions: string
  machine: readonly string[]
  /** Calls a second of the client alone, by connections. */
  ceilings: readonly (readonly [connections: number, callsPerSecond: number])[]
}

/** The whole report in Markdown. A part of which nothing was measured is left out. */
export const toReport = (settings: Settings, setting: Setting, { rows, fillings }: Findings): string =>
  [
    `# Speed ${ways[settings.protocol]}, ${setting.date}`,
    provenance(setting),
    how(settings, setting),
    part('Messages a second, and how long a call takes', rateTable(rows)),
    part(
      'Against fauxqs, like durability against like; auth on against off; MNS against SQS',
      peerTable(rows, settings.client),
    ),
    part('Growth: a deep queue against an empty one', growthTable(rows)),
    part('Filling the backlog: the largest batches, over 16 connections', fillTable(fillings)),
  ]
    .filter(text => text !== '')
    .join('\n\n')
    .concat('\n')

const part = (title: string, text: string): string => (text.split('\n').length > 2 ? `## ${title}\n\n${text}` : '')

const provenance = ({ command, commit, versions, machine }: Setting): string =>
  [
    `- command: \`${command}\``,
    `- commit: ${commit}`,
    `- versions: ${versions}`,
    `- machine: ${machine.join('; ')}`,
  ].join('\n')

const ways: Record<Settings['protocol'], string> = { native: 'of the native API', sqs: 'over SQS', mns: 'over MNS' }

const clients: Record<Settings['client'], string> = {
  bare: 'the client is a bare socket client in another process',
  sdk: 'the client is @aws-sdk/client-sqs in another process, one instance with a socket for each connection, signing every call',
}

const spokenIn: Record<Settings['protocol'], string> = {
  native: 'in the native API, fauxqs in SQS',
  sqs: 'in SQS (JSON)',
  mns: 'in MNS, fauxqs in SQS',
}

function how({ rounds, seconds, only, protocol, client }: Settings, { ceilings }: Setting): string {
  const ceiling = ceilings.map(([connections, calls]) => `${whole(calls)} over ${connections}`).join(', ')
  return `Every server runs in a process of its own, auth off where nothing else is said, and is spoken to ${spokenIn[protocol]};
${clients[client]}, in a
closed loop, one call at a time on each keep-alive connection. Bodies have ${bodyBytes} bytes. A cell publishes and drains
in turn, at most 10,000 messages each, so that a queue stays near its backlog, until it has published for ${seconds} s (or
the whole took three times that); "poll 10 + ack 10" is the draining. For "publish to a poll" one connection waits in a long poll of
an empty queue and another publishes one message at a time: from the publish going out to the poll's answer. Calls that are refused, or take or give fewer
messages than they should, end the run, and at its end every queue must hold what was published and not acked. Every
cell is measured in each of ${rounds} rounds, the servers taking turns; given are the median and, in brackets, the least and
the most of the rounds. Ratios are taken within a round. Against a server that only answers, the client makes this many
calls a second: ${ceiling} connections.

The budgets are those of the architecture, section 8: against fauxqs with 16 connections, the one for batches counting
for "poll 10 + ack 10" too. Runs differ by some 15 %, so flat is read as at least ${flatFrom}.

${subjects
  .filter(({ name }) => only.includes(name))
  .map(({ name, says }) => `- ${name}: ${says}`)
  .join('\n')}`
}
