import type { Tools } from '../tools.ts'
import { glance } from './look.ts'

/** Whether a poll may find something; a cheap look, which may be wrong either way. */
export const isAnythingOpen = async (tools: Tools, scope: string): Promise<boolean> =>
  (await glance(tools, scope, tools.rounds.of(scope), 1)).length > 0
