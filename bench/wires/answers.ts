import type { Answer } from '../http/responseReader.ts'

/** Throws an Error with the answer when it has another status: a refusal must not be measured as work. */
export function expectStatus(answer: Answer, ...statuses: number[]): Answer {
  if (statuses.includes(answer.status)) return answer
  throw new Error(`The server answered ${answer.status}: ${answer.body.slice(0, 300)}`)
}

/** Every text between `before` and the next quote. For values that JSON has no need to escape: ids and receipts. */
export function textsAfter(before: string, json: string): string[] {
  const texts: string[] = []
  for (let at = json.indexOf(before); at >= 0; at = json.indexOf(before, at)) {
    const start = at + before.length
    at = json.indexOf('"', start)
    if (at < 0) throw new Error(`A text without an end after ${before}`)
    texts.push(json.slice(start, at))
  }
  return texts
}

/** How often the text stands in the other. */
export function countOf(text: string, within: string): number {
  let count = 0
  for (let at = within.indexOf(text); at >= 0; at = within.indexOf(text, at + text.length)) count += 1
  return count
}
