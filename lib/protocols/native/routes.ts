import type { Operation } from './operation.ts'
import { ack } from './operations/ack.ts'
import { browse } from './operations/browse.ts'
import { cancelMessage } from './operations/cancelMessage.ts'
import { cancelRedrive } from './operations/cancelRedrive.ts'
import { createAccessKey } from './operations/createAccessKey.ts'
import { deleteQueue } from './operations/deleteQueue.ts'
import { deleteSubscription } from './operations/deleteSubscription.ts'
import { deleteTopic } from './operations/deleteTopic.ts'
import { deleteTrigger } from './operations/deleteTrigger.ts'
import { docs } from './operations/docs.ts'
import { editMessage } from './operations/editMessage.ts'
import { exchangeCredentials } from './operations/exchangeCredentials.ts'
import { extend } from './operations/extend.ts'
import { getCertificate } from './operations/getCertificate.ts'
import { getMessage } from './operations/getMessage.ts'
import { getQueue } from './operations/getQueue.ts'
import { getRedrive } from './operations/getRedrive.ts'
import { getSubscription } from './operations/getSubscription.ts'
import { getTopic } from './operations/getTopic.ts'
import { getTrigger } from './operations/getTrigger.ts'
import { health } from './operations/health.ts'
import { listAccessKeys } from './operations/listAccessKeys.ts'
import { listQueues } from './operations/listQueues.ts'
import { listRedrives } from './operations/listRedrives.ts'
import { listSubscriptions } from './operations/listSubscriptions.ts'
import { listTopics } from './operations/listTopics.ts'
import { listTriggers } from './operations/listTriggers.ts'
import { nack } from './operations/nack.ts'
import { openapi } from './operations/openapi.ts'
import { pause } from './operations/pause.ts'
import { poll } from './operations/poll.ts'
import { publish } from './operations/publish.ts'
import { publishToTopic } from './operations/publishToTopic.ts'
import { purge } from './operations/purge.ts'
import { putQueue } from './operations/putQueue.ts'
import { putSubscription } from './operations/putSubscription.ts'
import { putTopic } from './operations/putTopic.ts'
import { putTrigger } from './operations/putTrigger.ts'
import { queueStats } from './operations/queueStats.ts'
import { resume } from './operations/resume.ts'
import { revokeAccessKey } from './operations/revokeAccessKey.ts'
import { rotateCertificate } from './operations/rotateCertificate.ts'
import { startRedrive } from './operations/startRedrive.ts'
import { subscriptionStats } from './operations/subscriptionStats.ts'
import { updateQueue } from './operations/updateQueue.ts'
import { updateSubscription } from './operations/updateSubscription.ts'
import { updateTopic } from './operations/updateTopic.ts'
import { updateTrigger } from './operations/updateTrigger.ts'
import { makeRouter } from './router.ts'

/** The routes of the native API; functions/routes.ts has those of the others too. */
export const routes: readonly Operation[] = [
  publish,
  poll,
  ack,
  nack,
  extend,
  listQueues,
  putQueue,
  getQueue,
  updateQueue,
  deleteQueue,
  queueStats,
  browse,
  getMessage,
  editMessage,
  cancelMessage,
  purge,
  pause,
  resume,
  listTriggers,
  putTrigger,
  getTrigger,
  updateTrigger,
  deleteTrigger,
  startRedrive,
  listRedrives,
  getRedrive,
  cancelRedrive,
  publishToTopic,
  listTopics,
  putTopic,
  getTopic,
  updateTopic,
  deleteTopic,
  listSubscriptions,
  putSubscription,
  getSubscription,
  updateSubscription,
  deleteSubscription,
  subscriptionStats,
  createAccessKey,
  listAccessKeys,
  revokeAccessKey,
  exchangeCredentials,
  getCertificate,
  rotateCertificate,
  health,
  openapi(() => routes),
  docs(() => routes),
]

export const findRoute = makeRouter(routes)
