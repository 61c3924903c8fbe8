/**
 * One rule of a queue's owner about who may do what with it, beside what callers may do anyway: allow adds to that, deny wins
 * over everything.
 */
export type AccessStatement = {
  effect: 'allow' | 'deny'
  /** `*` for everybody, an account (12 digits), or the ARN of a caller. */
  principals: readonly string[]
  /** Names of actions, or `*`. */
  actions: readonly string[]
}
