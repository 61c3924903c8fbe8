import { invalid } from '../domain/problem.ts'
import type { QueueSettings } from '../domain/queue.ts'
import { retryProblems } from '../domain/retryPolicy.ts'

type Optional = { [Name in keyof QueueSettings as undefined extends QueueSettings[Name] ? Name : never]: unknown }

/** Settings to be taken over; null takes away one that need not be there. */
export type SettingsWish = {
  [Name in keyof QueueSettings]?: QueueSettings[Name] | (Name extends keyof Optional ? null : never)
}

type Whole = Omit<QueueSettings, keyof Optional> & Pick<SettingsWish, keyof Optional>

/** Settings as they are to be stored, or InvalidInput where they contradict each other. */
export function checkedSettings(wish: Whole): QueueSettings {
  const given = Object.entries(wish).filter(([, value]) => value !== null)
  const settings = Object.fromEntries(given) as QueueSettings
  const problems = retryProblems(settings.retry)
  if (problems.length > 0) throw invalid(...problems)
  return settings
}
