import * as v from 'valibot'
import { limits } from '../../../domain/limits.ts'
import { instant, integer, toInstant } from '../fields.ts'
import { operation } from '../operation.ts'
import { json } from '../reply.ts'

const text = (charactersMax: number) => v.pipe(v.string(), v.maxLength(charactersMax))

export const exchangeCredentials = operation({
  id: 'exchangeCredentials',
  method: 'POST',
  path: '/v1/credentials',
  function: 'manage',
  open: true,
  summary: 'Change a signature of a role of AWS for access keys',
  description:
    'Takes an `sts:GetCallerIdentity` request that the role has signed for this installation: with a signed header ' +
    '`x-sluice-audience` that holds its public URL. It is sent to STS, which says whose signature it is. The role has to ' +
    'have an entry among the access keys. Asks for no credentials of ours.',
  bodySchema: v.strictObject({
    method: v.literal('POST'),
    url: v.pipe(
      text(200),
      v.description('Of STS: `https://sts.REGION.amazonaws.com/` or `https://sts.amazonaws.com/`.'),
    ),
    headers: v.pipe(
      v.record(text(100), text(4096)),
      v.maxEntries(20),
      v.description('As they were signed, `authorization` and `x-sluice-audience` among them.'),
    ),
    body: v.pipe(text(200), v.description('`Action=GetCallerIdentity&Version=2011-06-15`')),
    durationSeconds: v.optional(
      v.pipe(integer(limits.sessionSecondsMin, limits.sessionSecondsMax), v.description('How long the keys are good.')),
      limits.sessionSecondsMax,
    ),
  }),
  bodyRequired: true,
  replies: {
    200: {
      description: 'Keys for the role.',
      schema: v.strictObject({
        accessKeyId: v.string(),
        secretAccessKey: v.string(),
        sessionToken: v.string(),
        expiresAt: instant,
        roleArn: v.string(),
      }),
    },
  },
  problems: ['MalformedCredentials', 'WrongScope', 'StaleSignature', 'StsUnavailable', 'WrongSignature', 'ExpiredKey'],
  async handle({ body: { durationSeconds, ...identity }, request, exchange }) {
    const { id, secret, sessionToken, expiresAtMs, roleArn } = await exchange({
      identity,
      durationSeconds,
      requestId: request.requestId,
    })
    const keys = { accessKeyId: id, secretAccessKey: secret, sessionToken, expiresAt: toInstant(expiresAtMs), roleArn }
    return json(200, keys, { 'cache-control': 'no-store' })
  },
})
