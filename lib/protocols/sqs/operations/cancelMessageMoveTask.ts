import { missing, SqsError } from '../errors.ts'
import { noSource, queueOfArn, readHandle } from '../moveTask.ts'
import { operation } from '../operation.ts'
import { integer, text } from '../shapes.ts'

export const cancelMessageMoveTask = operation({
  name: 'CancelMessageMoveTask',
  input: { TaskHandle: text },
  output: { ApproximateNumberOfMessagesMoved: integer },
  ofQueue: false,
  async handle({ TaskHandle: handle }, { perform, site }) {
    if (handle === undefined || handle === '') throw missing('TaskHandle')
    const { taskId: id, sourceArn } = readHandle(handle)
    const queue = queueOfArn(sourceArn, 'SourceArn', site)
    const tasks = await perform('listRedrives', { queue }).catch(noSource)
    const isRunning = tasks.some(task => task.id === id && task.state === 'running')
    if (!isRunning) throw new SqsError('ResourceNotFoundException', 'Task does not exist.')
    const { moved } = await perform('cancelRedrive', { id })
    return { ApproximateNumberOfMessagesMoved: moved }
  },
})
