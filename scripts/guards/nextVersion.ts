import { guardsOf } from './guard.ts'

/** What two versions that follow each other need of each other. */
export const nextVersionGuards = guardsOf(
  'lib/actions/queueDocument.ts',
  ['test/dynamo/nextVersion.test.ts'],
  [
    [
      'what the next version adds is kept',
      'return { ...queue, ...change(queue), updatedAtMs: services.clock.nowMs() }',
      'const { name, uid, generation, settings, paused, createdAtMs } = queue\n    return { name, uid, generation, settings, paused, createdAtMs, ...change(queue), updatedAtMs: services.clock.nowMs() }',
    ],
  ],
)
