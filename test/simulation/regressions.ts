/**
 * Seeds that once broke a promise, with what they found. Each found it in the workload of its day: where the actors change,
 * a seed lives through something else, so the guards (npm run test:sim -- --guards) hold what can be held.
 */
export const regressions: readonly { seed: number; found: string }[] = [
  { seed: 46, found: 'a poll whose only message had expired on its way said empty without a look' },
  { seed: 103, found: 'an extend made a message visible in a block that no poll read for minutes' },
  { seed: 435, found: 'what a process remembered of its own lease hid a block that was put again' },
  { seed: 469, found: 'a message expired while a poll asked whether its queue was still the same' },
  { seed: 5028, found: 'an ack without an answer was taken for done, though the message had been moved aside' },
  {
    seed: 405,
    found: 'an ack without an answer was taken for done, as the group of a message that had moved aside was gone',
  },
  { seed: 829, found: 'a poll passed over what had become visible while it leased the others' },
  { seed: 530, found: 'a poll that was frozen said empty by lanes as they were minutes before' },
]
