import type { QueueRef } from '../domain/queue.ts'
import type { AlarmClock } from './alarmClock.ts'

export type Lost = { queue: string; at: string }

/**
 * For `Services.wakeAt`: a call that is lost is told, rejects, and is made up for by whoever finds the mark. What is too far ahead is that
 * one's, too.
 */
export const wakeByAlarm =
  (alarms: AlarmClock, onLost: (lost: Lost) => void) =>
  async ({ name: queue, uid }: QueueRef, atMs: number): Promise<void> => {
    const { failed } = await alarms.set([{ queue, uid, atMs }])
    for (const lost of failed) onLost({ queue: lost.queue, at: new Date(lost.atMs).toISOString() })
    if (failed.length > 0) throw new Error('The timer queue takes no wake-up call.')
  }
