/** Seeds that once broke a promise, with what they found. They run with every `npm test`. */
export const regressions: readonly { seed: number; found: string }[] = [
  { seed: 46, found: 'a poll whose only message had expired by the time it was handed out said empty unseen' },
]
