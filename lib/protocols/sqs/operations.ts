import type { Operation } from './operation.ts'
import { addPermission } from './operations/addPermission.ts'
import { cancelMessageMoveTask } from './operations/cancelMessageMoveTask.ts'
import { changeMessageVisibility } from './operations/changeMessageVisibility.ts'
import { changeMessageVisibilityBatch } from './operations/changeMessageVisibilityBatch.ts'
import { createQueue } from './operations/createQueue.ts'
import { deleteMessage } from './operations/deleteMessage.ts'
import { deleteMessageBatch } from './operations/deleteMessageBatch.ts'
import { deleteQueue } from './operations/deleteQueue.ts'
import { getQueueAttributes } from './operations/getQueueAttributes.ts'
import { getQueueUrl } from './operations/getQueueUrl.ts'
import { listDeadLetterSourceQueues } from './operations/listDeadLetterSourceQueues.ts'
import { listMessageMoveTasks } from './operations/listMessageMoveTasks.ts'
import { listQueues } from './operations/listQueues.ts'
import { listQueueTags } from './operations/listQueueTags.ts'
import { purgeQueue } from './operations/purgeQueue.ts'
import { receiveMessage } from './operations/receiveMessage.ts'
import { removePermission } from './operations/removePermission.ts'
import { sendMessage } from './operations/sendMessage.ts'
import { sendMessageBatch } from './operations/sendMessageBatch.ts'
import { setQueueAttributes } from './operations/setQueueAttributes.ts'
import { startMessageMoveTask } from './operations/startMessageMoveTask.ts'
import { tagQueue } from './operations/tagQueue.ts'
import { untagQueue } from './operations/untagQueue.ts'

const all: readonly Operation[] = [
  sendMessage,
  sendMessageBatch,
  receiveMessage,
  deleteMessage,
  deleteMessageBatch,
  changeMessageVisibility,
  changeMessageVisibilityBatch,
  createQueue,
  getQueueUrl,
  listQueues,
  deleteQueue,
  purgeQueue,
  getQueueAttributes,
  setQueueAttributes,
  addPermission,
  removePermission,
  tagQueue,
  untagQueue,
  listQueueTags,
  listDeadLetterSourceQueues,
  startMessageMoveTask,
  cancelMessageMoveTask,
  listMessageMoveTasks,
]

/** The 23 operations of the service, by name. */
export const operations: ReadonlyMap<string, Operation> = new Map(all.map(operation => [operation.name, operation]))
