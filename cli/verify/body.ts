import type { Chance } from './chance.ts'
import { hashOf } from './hash.ts'

/** Letters that every protocol carries, among them those that JSON, XML and UTF-8 have to take care of. */
const letters = Array.from('abcdefghijklmnopqrstuvwxyz 0123456789 "\\/<>&\'\t\n äßπ漢😀')

/** Mostly a few hundred letters, now and then some ten thousand. */
const lengthOf = (chance: Chance): number =>
  chance.fraction() < 0.98 ? chance.between(1, 600) : chance.between(1, 40_000)

/** A body that says its own hash, so that whoever gets it can tell whether it is whole. */
export function makeBody(chance: Chance): string {
  const text = Array.from({ length: lengthOf(chance) }, () => letters[chance.between(0, letters.length - 1)]).join('')
  return `${hashOf(text)} ${text}`
}

export function isWhole(body: string): boolean {
  const at = body.indexOf(' ')
  return body.slice(0, at) === hashOf(body.slice(at + 1))
}
