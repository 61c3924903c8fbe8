import { onTestFinished } from 'vitest'
import { findQueue } from '../../../../lib/actions/queueDocument.ts'
import { VirtualClock } from '../../../../lib/clock.ts'
import { keepPushing } from '../../../../lib/push/keepPushing.ts'
import { pushQueues } from '../../../../lib/push/sources.ts'
import { makePushing } from '../../../../lib/pushing.ts'
import { startMs } from '../../../fixtures.ts'
import { aReceiver } from '../../../push/aReceiver.ts'
import { settled } from '../../sqs/harness/open.ts'
import type { Open } from './open.ts'
import { aTopic } from './topic.ts'

// What an endpoint gets comes in whole steps: no gap is seen as shorter by more than this.
export const stepSeconds = 0.25

type Answers = Parameters<typeof aReceiver>[0]

/** A topic of a server that pushes, to this machine too. The time of its wall is apart from that of its queues. */
export async function aPushingTopic(open: Open) {
  const wall = new VirtualClock(startMs)
  const topic = await aTopic(await open({ wall, pushAllow: ['127.0.0.1/32'] }))
  const { services } = topic.app
  const { clock } = topic
  const kept = keepPushing(services, makePushing(topic.app))
  onTestFinished(() => kept.stop())

  const counts = async (): Promise<{ visible: number; inFlight: number; delayed: number }> => {
    const sum = { visible: 0, inFlight: 0, delayed: 0 }
    for (const name of await pushQueues(services)) {
      const found = await findQueue(services, name)
      const { visible, inFlight, delayed } = await services.store.stats(found!.queue)
      sum.visible += visible
      sum.inFlight += inFlight
      sum.delayed += delayed
    }
    return sum
  }
  /** Resolves once every push that is due has had its answer, and that is written down. */
  const rest = async (): Promise<void> => {
    for (let now = await counts(); now.visible + now.inFlight > 0; now = await counts()) {
      // Whoever waits for messages looks again by the wall; under way, a push would be late by it.
      if (now.inFlight === 0) wall.advanceMs(10)
      await settled()
    }
  }
  /** Moves the time of queues and wall on, as far as pushes allow. */
  const passSeconds = async (seconds: number): Promise<void> => {
    await rest()
    for (let gone = 0; gone < seconds; gone += stepSeconds) {
      wall.advanceMs(stepSeconds * 1000)
      clock.advanceMs(stepSeconds * 1000)
      await rest()
    }
  }
  /** An endpoint, and the seconds of the queue clock at which it was asked. */
  const anEndpoint = async (answers: NonNullable<Answers> = () => 204) => {
    const seconds: number[] = []
    const receiver = await aReceiver(() => {
      seconds.push((clock.nowMs() - startMs) / 1000)
      return answers()
    })
    return { ...receiver, seconds }
  }
  return { ...topic, wall, counts, rest, passSeconds, anEndpoint }
}
