import { invalidValue } from './errors.ts'
import { tagsMax } from './limits.ts'

const keyMax = 128
const valueMax = 256
const characters = /^[\p{L}\p{N} _.:/=+@-]*$/u

function checkTag(key: string, value: string): void {
  if (key.length < 1 || key.length > keyMax || !characters.test(key))
    throw invalidValue(
      `Tag keys must be between 1 and ${keyMax} characters in length, of letters, digits, spaces and _ . : / = + - @.`,
    )
  if (/^aws:/i.test(key)) throw invalidValue('Tag keys cannot begin with aws:.')
  if (value.length > valueMax || !characters.test(value))
    throw invalidValue(
      `Tag values must be at most ${valueMax} characters in length, of letters, digits, spaces and _ . : / = + - @.`,
    )
}

/** Throws InvalidParameterValue for tags that a queue cannot have (reference, 6.2). */
export function checkTags(tags: ReadonlyMap<string, string>, queue: string): void {
  for (const [key, value] of tags) checkTag(key, value)
  if (tags.size > tagsMax) throw invalidValue(`Too many tags added for queue ${queue}.`)
}
