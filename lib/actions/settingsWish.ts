import type { DeadLetterRule } from '../domain/deadLetterRule.ts'
import type { OrderedWish } from '../domain/orderedSettings.ts'
import { invalid } from '../domain/problem.ts'
import type { QueueSettings } from '../domain/queue.ts'
import { retryProblems } from '../domain/retryPolicy.ts'

type Optional = { [Name in keyof Plain as undefined extends Plain[Name] ? Name : never]: unknown }

/** Settings to be taken over, `ordered` in part; null takes away one that need not be there. */
export type SettingsWish = PlainWish & { ordered?: OrderedWish | undefined }

/** The same where settings stand already: `deadLetter` in part too. */
export type SettingsChange = Omit<SettingsWish, 'deadLetter'> & {
  deadLetter?: Partial<DeadLetterRule> | null | undefined
}

type Plain = Omit<QueueSettings, 'ordered'>
type PlainWish = {
  [Name in keyof Plain]?: QueueSettings[Name] | (Name extends keyof Optional ? null : never)
}

type Whole = Omit<QueueSettings, keyof Optional> & Pick<PlainWish, keyof Optional>

/** Settings as they are to be stored, or InvalidInput where they contradict each other. */
export function checkedSettings(wish: Whole): QueueSettings {
  const given = Object.entries(wish).filter(([, value]) => value !== null)
  const settings = Object.fromEntries(given) as QueueSettings
  const problems = retryProblems(settings.retry)
  if (problems.length > 0) throw invalid(...problems)
  return settings
}
