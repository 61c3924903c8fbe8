import { lookup } from 'node:dns'
import { Resolver } from 'node:dns/promises'

export type Address = { address: string; family: number }

/** All addresses of a name. */
export type LookUp = (name: string) => Promise<readonly Address[]>

// Node looks names up in four threads, which read files and sign as well.
const threadsMax = 2
// Both together are over before a push is.
const asking = { timeout: 1_500, tries: 2 }
const isUnknown = /^(ENOTFOUND|ENODATA|ECONNREFUSED)$/

/**
 * Names as this machine knows them. Name servers are asked without a thread, so that a name for which nobody answers holds up no other; what
 * they do not know is looked up as other programs do it, in the file of hosts too, but two at a time.
 */
export function makeLookUp(): LookUp {
  const inTurn = turns(threadsMax)
  const resolver = new Resolver(asking)
  return async name => {
    const asked = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)])
    const found = asked.flatMap((answer, at) =>
      answer.status === 'fulfilled' ? answer.value.map(address => ({ address, family: at === 0 ? 4 : 6 })) : [],
    )
    if (found.length > 0) return found
    const failure = asked.find(answer => answer.status === 'rejected' && !isUnknown.test(answer.reason.code))
    if (failure?.status === 'rejected') throw failure.reason
    return inTurn(() => systemLookUp(name))
  }
}

const systemLookUp: LookUp = name =>
  new Promise((resolve, reject) =>
    lookup(name, { all: true }, (error, found) => (error === null ? resolve(found) : reject(error))),
  )

/** Lets so many work at the same time, and the others wait. */
function turns(atOnceMax: number): <Result>(work: () => Promise<Result>) => Promise<Result> {
  const waiting: (() => void)[] = []
  let free = atOnceMax
  return async work => {
    if (free === 0) await new Promise<void>(resolve => waiting.push(resolve))
    else free -= 1
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next === undefined) free += 1
      else next()
    }
  }
}
