/** What a queue does with messages that nobody could finish. */
export type DeadLetterRule = {
  /** The name of the queue that they are moved to. */
  queue: string
  /** Hand-overs before a message is moved aside, unless it brings a number of its own: 1 to 1,000. */
  attemptsMax: number
  /** Whether a message that expires is moved aside too, instead of being dropped. */
  expired: boolean
}

export type Tried = { attempts: number; attemptsBefore?: number | undefined; attemptsMax?: number | undefined }

/** Whether no further hand-over is due to the message. */
export const isExhausted = (
  { attempts, attemptsBefore = 0, attemptsMax }: Tried,
  rule: Pick<DeadLetterRule, 'attemptsMax'>,
): boolean => attempts - attemptsBefore >= (attemptsMax ?? rule.attemptsMax)
