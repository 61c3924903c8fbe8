import { ack } from './ack.ts'
import { browse } from './browse.ts'
import { cancelMessage } from './cancelMessage.ts'
import { cancelRedrive } from './cancelRedrive.ts'
import { createAccessKey } from './createAccessKey.ts'
import { deadLetterSources } from './deadLetterSources.ts'
import { deleteQueue } from './deleteQueue.ts'
import { deleteSubscription } from './deleteSubscription.ts'
import { deleteTopic } from './deleteTopic.ts'
import { deleteTrigger } from './deleteTrigger.ts'
import { editMessage } from './editMessage.ts'
import { extend } from './extend.ts'
import { getAccount } from './getAccount.ts'
import { getCertificate } from './getCertificate.ts'
import { getMessage } from './getMessage.ts'
import { getQueue } from './getQueue.ts'
import { getRedrive } from './getRedrive.ts'
import { getSubscription } from './getSubscription.ts'
import { getTopic } from './getTopic.ts'
import { getTrigger } from './getTrigger.ts'
import { listAccessKeys } from './listAccessKeys.ts'
import { listQueues } from './listQueues.ts'
import { listRedrives } from './listRedrives.ts'
import { listSubscriptions } from './listSubscriptions.ts'
import { listTopics } from './listTopics.ts'
import { listTriggers } from './listTriggers.ts'
import { nack } from './nack.ts'
import { pause } from './pause.ts'
import { poll } from './poll.ts'
import { publish } from './publish.ts'
import { publishToTopic } from './publishToTopic.ts'
import { purge } from './purge.ts'
import { putQueue } from './putQueue.ts'
import { putSubscription } from './putSubscription.ts'
import { putTopic } from './putTopic.ts'
import { putTrigger } from './putTrigger.ts'
import { queueStats } from './queueStats.ts'
import { resume } from './resume.ts'
import { revokeAccessKey } from './revokeAccessKey.ts'
import { rotateCertificate } from './rotateCertificate.ts'
import { startRedrive } from './startRedrive.ts'
import { subscriptionStats } from './subscriptionStats.ts'
import { topicStats } from './topicStats.ts'
import { updateAccount } from './updateAccount.ts'
import { updateQueue } from './updateQueue.ts'
import { updateSubscription } from './updateSubscription.ts'
import { updateTopic } from './updateTopic.ts'
import { updateTrigger } from './updateTrigger.ts'

/** Everything that can be asked for, by whatever protocol. */
export const actions = {
  ack,
  browse,
  cancelMessage,
  cancelRedrive,
  createAccessKey,
  deadLetterSources,
  deleteQueue,
  deleteSubscription,
  deleteTopic,
  deleteTrigger,
  editMessage,
  extend,
  getAccount,
  getCertificate,
  getMessage,
  getQueue,
  getRedrive,
  getSubscription,
  getTopic,
  getTrigger,
  listAccessKeys,
  listQueues,
  listRedrives,
  listSubscriptions,
  listTopics,
  listTriggers,
  nack,
  pause,
  poll,
  publish,
  publishToTopic,
  purge,
  putQueue,
  putSubscription,
  putTopic,
  putTrigger,
  queueStats,
  resume,
  revokeAccessKey,
  rotateCertificate,
  startRedrive,
  subscriptionStats,
  topicStats,
  updateAccount,
  updateQueue,
  updateSubscription,
  updateTopic,
  updateTrigger,
}

export type Actions = typeof actions
export type ActionName = keyof Actions
export type InputOf<Name extends ActionName> = Parameters<Actions[Name]>[1]
export type OutputOf<Name extends ActionName> = Awaited<ReturnType<Actions[Name]>>
