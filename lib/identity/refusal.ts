/** Why a request was refused before anybody looked at what it asks for: nobody knows who sends it. */
export const refusals = {
  MissingCredentials: 'The request says nothing of who sends it.',
  MalformedCredentials: 'What the request says of who sends it cannot be read.',
  UnknownKey: 'There is no such access key (any more), or its session token is not ours.',
  ExpiredKey: 'The access key is no longer good: its time is over.',
  WrongSignature: 'The secret, or the signature made with it, is not that of the access key.',
  StaleSignature: 'The date of the signature is too far from ours.',
  WrongScope: 'The signature is made for another service or region.',
} as const

export type RefusalCode = keyof typeof refusals

export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly code: RefusalCode
  /** Says more than the general text of the code. Of a wrong signature: what should have been signed. */
  readonly detail: string | undefined
  constructor(code: RefusalCode, detail?: string) {
    super(detail ?? refusals[code])
    this.code = code
    this.detail = detail
  }
}
