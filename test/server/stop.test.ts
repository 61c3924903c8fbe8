import { describe, expect, test } from 'vitest'
import { aborted, aDoor, ok } from './aDoor.ts'
import { aRequest, wireTo } from './wire.ts'

describe('the signal of a call', () => {
  test('aborts when the caller hangs up', async () => {
    const called = Promise.withResolvers<AbortSignal>()
    const { port } = await aDoor({
      handle: async (_, { signal }) => {
        called.resolve(signal!)
        await aborted(signal!)
        return ok()
      },
    })
    const wire = (await wireTo(port)).say(aRequest())
    const signal = await called.promise
    expect(signal.aborted).toBe(false)
    wire.socket.destroy()
    await aborted(signal)
  })

  test('is aborted already where it is asked for later', async () => {
    const asked = Promise.withResolvers<boolean>()
    const gone = Promise.withResolvers<void>()
    const { door, port } = await aDoor({
      handle: async (_, context) => {
        await gone.promise
        asked.resolve(context.signal!.aborted)
        return ok()
      },
    })
    door.server.once('request', ({ socket }) => socket.once('close', () => gone.resolve()))
    const wire = await wireTo(port)
    door.server.once('request', () => wire.socket.destroy())
    wire.say(aRequest())
    expect(await asked.promise).toBe(true)
  })

  test('does not abort when a call is answered', async () => {
    const { port, calls } = await aDoor()
    const wire = await wireTo(port)
    await wire.say(aRequest()).hear()
    await wire.say(aRequest()).hear()
    expect(calls.map(({ context }) => context.signal!.aborted)).toEqual([false, false])
  })
})

describe('a stop', () => {
  test('ends what callers wait for, and answers them', async () => {
    const { door, port, calls } = await aDoor({
      handle: async (_, { signal }) => {
        await aborted(signal!)
        return ok('nothing came')
      },
    })
    const waiting = new Promise(resolve => door.server.once('request', resolve))
    const wire = (await wireTo(port)).say(aRequest())
    await waiting
    const stopped = door.stop(10_000)
    expect(await wire.hear()).toMatchObject({ body: 'nothing came', headers: { connection: 'close' } })
    await stopped
    expect(calls).toHaveLength(1)
  })

  test('finishes requests under way, also where several were sent at once', async () => {
    const { door, port, calls } = await aDoor({ handle: async ({ rawPath }) => work.promise.then(() => ok(rawPath)) })
    const work = Promise.withResolvers<void>()
    const taken = new Promise<void>(resolve => door.server.on('request', () => calls.length === 2 && resolve()))
    const wire = (await wireTo(port)).say(aRequest('/1') + aRequest('/2'))
    await taken
    const stopped = door.stop(10_000)
    work.resolve()
    const answers = [await wire.hear(), await wire.hear()]
    expect(answers.map(({ body, headers }) => [body, headers.connection])).toEqual([
      ['/1', 'keep-alive'],
      ['/2', 'close'],
    ])
    await stopped
  })

  test('closes connections that have nothing under way, and takes no more', async () => {
    const { door, port } = await aDoor()
    const [fresh, used] = [await wireTo(port), await wireTo(port)]
    await used.say(aRequest()).hear()
    await Promise.all([door.stop(10_000), fresh.closed(), used.closed()])
    await expect(wireTo(port)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  })

  test('cuts what is not done when its time is over', async () => {
    const { door, port } = await aDoor({ handle: () => new Promise<never>(() => {}) })
    const begun = new Promise(resolve => door.server.once('request', resolve))
    const wire = (await wireTo(port)).say(aRequest())
    await begun
    await door.stop(1)
    expect(await wire.closed()).toBe('')
  })

  test('is one, however often it is asked for', async () => {
    const { door } = await aDoor()
    expect(door.stop(0)).toBe(door.stop(0))
    await door.stop(0)
  })
})
