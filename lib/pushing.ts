import { makeWritePush } from './protocols/mns/push/push.ts'
import { makeAddressGuard } from './push/addressGuard.ts'
import { tellingFirst } from './push/firstFailures.ts'
import { makePost } from './push/httpTarget.ts'
import type { Pushing } from './push/pushing.ts'
import { Rests } from './push/rests.ts'
import { pushQueues, sourcesOf } from './push/sources.ts'
import { makeDeliver } from './push/target.ts'
import type { App } from './wire.ts'

/** How this installation pushes: by HTTP in the words of MNS, and into queues. */
export function makePushing({ wall, site, where, log }: App): Pushing {
  const post = makePost({ guard: makeAddressGuard(site.pushAllow ?? []) }, wall)
  const write = makeWritePush({ account: site.account, baseUrl: () => where.url })
  return {
    // As warnings, so that a stage that logs less still has them.
    deliver: tellingFirst(makeDeliver(post, write, {}), failure => log.warn('push failed', failure)),
    queues: pushQueues,
    rests: new Rests(),
    sourcesOf,
    onDropped: dropped => log.warn('push dropped', dropped),
    onLost: lost => log.warn('push too late', lost),
    onFailure: error => log.error('pushing failed', { error: error as Error }),
  }
}
