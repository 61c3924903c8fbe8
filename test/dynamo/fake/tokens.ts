import { invalid } from './dynamoError.ts'

const pattern = /\s*(?:([#:]?[A-Za-z0-9_]+)|(<>|<=|>=|[=<>(),+\-.[\]]))/y

/** The words and marks of an expression, in order. Throws ValidationException on a character that is neither. */
export function tokensOf(text: string, kind: string): string[] {
  const tokens: string[] = []
  const end = text.trimEnd().length
  pattern.lastIndex = 0
  while (pattern.lastIndex < end) {
    const at = pattern.lastIndex
    const [, word, mark] = pattern.exec(text) ?? []
    const token = word ?? mark
    if (token === undefined) throw invalid(`Invalid ${kind}: Syntax error; token: "${text.slice(at, at + 10)}"`)
    tokens.push(token)
  }
  return tokens
}

/** Reads tokens from left to right. */
export class Tokens {
  readonly #tokens: readonly string[]
  readonly #kind: string
  #at = 0
  /** What stood in the parentheses that were closed last: two pairs around one condition are refused. */
  lastGroup: unknown

  constructor(text: string, kind: string) {
    if (text.trim() === '') throw invalid(`Invalid ${kind}: The expression can not be empty;`)
    if (Buffer.byteLength(text) > 4096)
      throw invalid(`Invalid ${kind}: Expression size has exceeded the maximum allowed size;`)
    this.#tokens = tokensOf(text, kind)
    this.#kind = kind
  }

  get next(): string | undefined {
    return this.#tokens[this.#at]
  }

  get afterNext(): string | undefined {
    return this.#tokens[this.#at + 1]
  }

  /** Takes the next token if it is this word (in any case) or mark. */
  takes(wanted: string): boolean {
    const isThere = this.next?.toUpperCase() === wanted
    if (isThere) this.#at += 1
    return isThere
  }

  take(): string {
    const token = this.next
    if (token === undefined) throw this.fault()
    this.#at += 1
    return token
  }

  expect(wanted: string): void {
    if (!this.takes(wanted)) throw this.fault()
  }

  end(): void {
    if (this.next !== undefined) throw this.fault()
  }

  fault(): Error {
    return this.refusal(`Syntax error; token: "${this.next ?? '<EOF>'}"`)
  }

  refusal(reason: string): Error {
    return invalid(`Invalid ${this.#kind}: ${reason}`)
  }
}
