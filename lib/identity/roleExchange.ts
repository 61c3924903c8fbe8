import { findAccessKey } from '../actions/accessKeyDocument.ts'
import type { Services } from '../actions/services.ts'
import type { AccessKey } from '../domain/accessKey.ts'
import { Problem } from '../domain/problem.ts'
import { roleEntryId, toRoleArn } from '../domain/roleArn.ts'
import type { Audit } from './audit.ts'
import type { ExchangeInput } from './exchange.ts'
import { Refusal } from './refusal.ts'
import { type NewSession, newSession } from './session.ts'
import { type IdentityQuestion, toQuestion } from './signedIdentity.ts'

/** Sends the question to STS, follows nothing, and rejects where no whole answer comes in time. */
export type AskSts = (question: IdentityQuestion) => Promise<{ status: number; body: string }>

export type ExchangeOptions = {
  services: Services
  askSts: AskSts
  /** The public URL of this installation; without one nothing can be signed for it. */
  audience: string | undefined
  audit: Audit
}

/** See `Exchange`. */
export async function exchange(input: ExchangeInput, options: ExchangeOptions): Promise<NewSession> {
  const { services, audience, audit } = options
  if (audience === undefined)
    throw new Problem('Forbidden', {
      detail: 'Roles cannot sign for this server: it has no public URL (--public-url).',
    })
  const question = toQuestion(input.identity, audience, services.wall.nowMs())
  const assumedArn = await whoSigned(question, options.askSts)
  const tell = (outcome: string, entry?: AccessKey): void =>
    audit({
      who: entry === undefined ? assumedArn : `${entry.owner} (${assumedArn})`,
      action: 'exchangeCredentials',
      id: entry?.id,
      outcome,
      requestId: input.requestId,
    })
  const entry = await entryOf(services, assumedArn)
  if (entry === undefined) {
    tell('Forbidden')
    throw new Problem('Forbidden', { detail: `${assumedArn} is no role that has an entry here.` })
  }
  tell('done', entry)
  return sessionFor(services, entry, assumedArn, input.durationSeconds)
}

type Entry = AccessKey & { roleArn: string }

/** Read anew: one that was made or revoked a moment ago counts. */
async function entryOf(services: Services, assumedArn: string): Promise<Entry | undefined> {
  const roleArn = toRoleArn(assumedArn)
  if (roleArn === undefined) return undefined
  const key = (await findAccessKey(services, roleEntryId(roleArn)))?.key
  return key?.roleArn === roleArn ? (key as Entry) : undefined
}

function sessionFor({ wall, keyring, random }: Services, entry: Entry, assumedArn: string, seconds: number) {
  const nowMs = wall.nowMs()
  const expiresAtMs = Math.min(nowMs + seconds * 1000, entry.expiresAtMs ?? Number.POSITIVE_INFINITY)
  if (expiresAtMs <= nowMs) throw new Refusal('ExpiredKey')
  const { id, nonce, roleArn } = entry
  return newSession({ entry: id, nonce, roleArn, assumedArn, expiresAtMs }, keyring, random)
}

async function whoSigned(question: IdentityQuestion, askSts: AskSts): Promise<string> {
  const answer = await askSts(question).catch(() => {
    throw new Problem('StsUnavailable')
  })
  if (answer.status === 429 || answer.status >= 500) throw new Problem('StsUnavailable')
  const arns = [...answer.body.matchAll(/<Arn>([^<>&]*)<\/Arn>/g)]
  if (answer.status !== 200 || arns.length !== 1)
    throw new Refusal('WrongSignature', `STS does not know who signed: ${codeOf(answer.body)}.`)
  return arns[0]![1]!
}

const codeOf = (body: string): string => body.match(/<Code>(\w{1,64})<\/Code>/)?.[1] ?? 'no code'
