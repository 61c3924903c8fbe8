import { onTestFinished } from 'vitest'
import type { CallContext, HttpEvent, HttpResult } from '../../lib/http/event.ts'
import { Door, type DoorOptions } from '../../lib/http/node.ts'
import { requestIds } from '../../lib/http/requestIds.ts'
import { seededRandom } from '../../lib/random.ts'

export const ok = (body = 'ok'): HttpResult => ({ statusCode: 200, headers: { 'content-type': 'text/plain' }, body })

type Call = { event: HttpEvent; context: CallContext }

/** A door that listens, what was handed to its handler, and the errors it was told of. Stopped when the test ends. */
export async function aDoor(wish: Partial<DoorOptions> = {}) {
  const calls: Call[] = []
  const errors: unknown[] = []
  const door = new Door({
    bodyBytesMax: 10,
    newRequestId: requestIds(seededRandom(1)),
    tooLarge: () => ({ statusCode: 413, headers: {}, body: 'too large' }),
    failed: (_, error) => {
      errors.push(error)
      return { statusCode: 500, headers: {}, body: 'failed' }
    },
    ...wish,
    handle: async (event, context) => {
      calls.push({ event, context })
      return wish.handle === undefined ? ok() : wish.handle(event, context)
    },
  })
  const port = await door.listen(0, '127.0.0.1')
  onTestFinished(() => door.stop(0))
  return { door, port, calls, errors }
}

/** Resolves when the signal aborts, at once where it has. */
export const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise(resolve => {
    if (signal.aborted) resolve()
    signal.addEventListener('abort', () => resolve())
  })
