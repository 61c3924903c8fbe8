import { makeWriteEventPost, makeWritePush } from './protocols/mns/push/push.ts'
import { makeWriteEvent } from './protocols/sqs/triggerEvent.ts'
import { makeAddressGuard } from './push/addressGuard.ts'
import { makeHttpTarget } from './push/eventPost.ts'
import { tellingFirst } from './push/firstFailures.ts'
import { makeAsk, postBy } from './push/httpTarget.ts'
import { moduleFile } from './push/modulePath.ts'
import type { ModuleTarget } from './push/moduleTarget.ts'
import type { Pushing } from './push/pushing.ts'
import { toQueue } from './push/queueTarget.ts'
import { Rests } from './push/rests.ts'
import { pushQueues, sourcesOf } from './push/sources.ts'
import { type DeliverTo, makeDeliver, type TriggerTargets } from './push/target.ts'
import type { App } from './wire.ts'

/** How this installation pushes: by HTTP in the words of MNS, to functions and others in those of SQS, and into queues. */
export function makePushing(app: App, module?: DeliverTo<'module'>): Pushing {
  const { wall, site, where, log } = app
  const ask = makeAsk({ guard: makeAddressGuard(site.pushAllow ?? []) }, wall)
  const signing = { account: site.account, baseUrl: () => where.url }
  const http = makeHttpTarget(ask, makeWriteEvent(site), makeWriteEventPost(signing))
  const deliver = makeDeliver(postBy(ask), makeWritePush(signing), { ...ofAws(app), http, queue: toQueue, module })
  return {
    // As warnings, so that a stage that logs less still has them.
    deliver: tellingFirst(deliver, failure => log.warn('push failed', failure)),
    queues: pushQueues,
    rests: new Rests(),
    sourcesOf,
    onDropped: dropped => log.warn('push dropped', dropped),
    onLost: lost => log.warn('push too late', lost),
    onFailure: error => log.error('pushing failed', { error: error as Error }),
  }
}

/** Their clients are large, so each is loaded for the first message that needs it. */
function ofAws({ site }: App): TriggerTargets {
  const { region, lambdaEndpoint, sqsEndpoint } = site
  return {
    function: onFirstUse(async () => {
      const { makeFunctionTarget } = await import('./push/functionTarget.ts')
      return makeFunctionTarget({ region, endpoint: lambdaEndpoint }, makeWriteEvent(site))
    }),
    sqs: onFirstUse(async () => {
      const [{ makeSqsTarget }, { makeWriteEntry }] = await Promise.all([
        import('./push/sqsTarget.ts'),
        import('./protocols/sqs/forwardedEntry.ts'),
      ])
      return makeSqsTarget({ region, endpoint: sqsEndpoint }, makeWriteEntry(site))
    }),
  }
}

function onFirstUse<Kind extends 'function' | 'sqs' | 'module'>(make: () => Promise<DeliverTo<Kind>>): DeliverTo<Kind> {
  let made: Promise<DeliverTo<Kind>> | undefined
  return async (...given) => {
    made ??= make()
    return (await made)(...given)
  }
}

/** The modules that triggers may run beside a server at home. */
export type Modules = { target: DeliverTo<'module'>; mayRun: (path: string) => Promise<boolean>; close(): void }

/** Undefined: none may be run here. */
export function modulesFor({ site }: App): Modules | undefined {
  const { modules } = site
  if (modules === undefined) return undefined
  let loaded: ModuleTarget | undefined
  const target = onFirstUse<'module'>(async () => {
    const { makeModuleTarget } = await import('./push/moduleTarget.ts')
    loaded = makeModuleTarget(modules, makeWriteEvent(site), line => console.error(line))
    return loaded.deliver
  })
  return {
    target,
    mayRun: async path => (await moduleFile(modules, path)) !== undefined,
    close: () => loaded?.close(),
  }
}
