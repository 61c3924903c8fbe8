import { uncarriable } from '../../xmlText.ts'
import { SqsError } from './errors.ts'

const allowed = '#x9 | #xA | #xD | [#x20-#xD7FF] | [#xE000-#xFFFD] | [#x10000-#x10FFFF]'

// What XML 1.0 cannot carry, half surrogate pairs included.
const forbidden = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u

/** The first character that a body or a string value cannot hold (reference, 8.9), or undefined. */
export const forbiddenIn = (text: string): string | undefined =>
  uncarriable.test(text) || !text.isWellFormed() ? text.match(forbidden)?.[0] : undefined

/** The refusal of a character, in the service's words. */
export function invalidCharacter(character: string): SqsError {
  const code = character.codePointAt(0)!.toString(16).toUpperCase()
  const found = `Invalid binary character '#x${code}' was found in the message body`
  return new SqsError('InvalidMessageContents', `${found}, the set of allowed characters is ${allowed}.`)
}
