import { rootOf, textOf } from '../document.ts'
import { MnsError } from '../errors.ts'
import { done, type Operation } from '../operation.ts'
import { document, element } from '../xml/write.ts'

/** Kept and shown, no more. */
const settable = ['LoggingBucket', 'TraceEnabled'] as const

const charactersMax = 256

export const getAccountAttributes: Operation = async ({ perform }) => {
  const { wordings } = await perform('getAccount', {})
  const words: Readonly<Record<string, string>> = { LoggingBucket: '', ...wordings.mns }
  return { status: 200, body: document('Account', settable.map(name => element(name, words[name])).join('')) }
}

export const setAccountAttributes: Operation = async ({ perform, body }) => {
  const root = rootOf(body, 'Account')
  const words: Record<string, string> = {}
  for (const name of settable) {
    const text = textOf(root, name)
    if (text === undefined) continue
    if (text.length > charactersMax)
      throw new MnsError('InvalidArgument', `${name} should have at most ${charactersMax} characters.`)
    words[name] = text
  }
  await perform('updateAccount', { protocol: 'mns', words })
  return done
}

/** There is nothing to be opened: whoever may look at the account is told so. */
export const openService: Operation = async ({ perform }) => {
  await perform('getAccount', {})
  return { status: 200, body: document('OpenService', element('OrderId', 'none')) }
}
