import { makeWritePush } from './protocols/mns/push/push.ts'
import { makeAddressGuard } from './push/addressGuard.ts'
import { tellingFirst } from './push/firstFailures.ts'
import { makePost } from './push/httpTarget.ts'
import type { Pushing } from './push/pushing.ts'
import { pushQueues, subscriptionSource } from './push/subscriptions.ts'
import { makeDeliver } from './push/target.ts'
import type { App } from './wire.ts'

/** How this installation pushes: by HTTP in the words of MNS, and into queues. */
export function makePushing({ wall, site, where, log }: App): Pushing {
  const post = makePost({ guard: makeAddressGuard(site.pushAllow ?? []) }, wall)
  const write = makeWritePush({ account: site.account, baseUrl: () => where.url })
  return {
    // As warnings, so that a stage that logs less still has them.
    deliver: tellingFirst(makeDeliver(post, write), failure => log.warn('push failed', failure)),
    queues: pushQueues,
    sourceOf: subscriptionSource,
    onDropped: dropped => log.warn('push dropped', dropped),
    onFailure: error => log.error('pushing failed', { error: error as Error }),
  }
}
