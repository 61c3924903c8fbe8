import { ack } from './ack.ts'
import { browse } from './browse.ts'
import { cancelMessage } from './cancelMessage.ts'
import { cancelRedrive } from './cancelRedrive.ts'
import { createAccessKey } from './createAccessKey.ts'
import { deadLetterSources } from './deadLetterSources.ts'
import { deleteQueue } from './deleteQueue.ts'
import { editMessage } from './editMessage.ts'
import { extend } from './extend.ts'
import { getAccount } from './getAccount.ts'
import { getMessage } from './getMessage.ts'
import { getQueue } from './getQueue.ts'
import { getRedrive } from './getRedrive.ts'
import { listAccessKeys } from './listAccessKeys.ts'
import { listQueues } from './listQueues.ts'
import { listRedrives } from './listRedrives.ts'
import { nack } from './nack.ts'
import { pause } from './pause.ts'
import { poll } from './poll.ts'
import { publish } from './publish.ts'
import { purge } from './purge.ts'
import { putQueue } from './putQueue.ts'
import { queueStats } from './queueStats.ts'
import { resume } from './resume.ts'
import { revokeAccessKey } from './revokeAccessKey.ts'
import { startRedrive } from './startRedrive.ts'
import { updateAccount } from './updateAccount.ts'
import { updateQueue } from './updateQueue.ts'

/** Everything that can be asked for, by whatever protocol. */
export const actions = {
  ack,
  browse,
  cancelMessage,
  cancelRedrive,
  deadLetterSources,
  createAccessKey,
  deleteQueue,
  editMessage,
  extend,
  getAccount,
  getMessage,
  getQueue,
  getRedrive,
  listAccessKeys,
  listQueues,
  listRedrives,
  nack,
  pause,
  poll,
  publish,
  purge,
  putQueue,
  queueStats,
  resume,
  revokeAccessKey,
  startRedrive,
  updateAccount,
  updateQueue,
}

export type Actions = typeof actions
export type ActionName = keyof Actions
export type InputOf<Name extends ActionName> = Parameters<Actions[Name]>[1]
export type OutputOf<Name extends ActionName> = Awaited<ReturnType<Actions[Name]>>
