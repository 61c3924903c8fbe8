/** Stands for an answer that is no JSON. */
export const unreadable = Symbol('unreadable')

/** What a target has answered in JSON; undefined where it said nothing. */
export function answerOf(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text)
  } catch {
    return unreadable
  }
}
