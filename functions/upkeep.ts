import middy from '@middy/core'
import type { App } from '../lib/app.ts'
import { runUpkeep } from '../lib/upkeep/upkeep.ts'

// Of the 29 s that the function has; the rest is for what is under way.
const roundMsMax = 20_000

export const makeHandler = ({ services, log }: App) =>
  middy(async () => {
    const round = await runUpkeep(services, roundMsMax)
    if (round.queues > 0) log.info('upkeep', round)
  })
