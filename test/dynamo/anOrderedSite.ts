import type { QueueRef } from '../../lib/domain/queue.ts'
import type { Random } from '../../lib/domain/random.ts'
import type { Input, Operation } from '../../lib/store/dynamo/dynamo.ts'
import { scopeOf } from '../../lib/store/dynamo/keys.ts'
import { groupHash, groupsPartition, runsPartition } from '../../lib/store/dynamo/ordered/keys.ts'
import type { Deduplication, Leased, PublishResult, Settlement } from '../../lib/store/store.ts'
import { anAck, anEnvelope, anOrderedQueue, aPoll } from '../fixtures.ts'
import { bodiesOf, type Process, Site } from './aSite.ts'

// What a store loads when it first needs it is loaded before virtual time begins.
import '../../lib/store/dynamo/ordered/limited.ts'
import '../../lib/store/dynamo/ordered/operations.ts'

export const inQueue: Deduplication = { scope: 'queue', windowMs: 300_000 }

/** An ordered queue in an installation of several processes; `g1-2` is the second message of group g1. */
export class OrderedSite {
  readonly site = new Site()
  readonly queue: QueueRef = anOrderedQueue()
  readonly here = this.site.open()
  readonly there = this.site.open()

  async publish({ store }: Process, ...names: string[]): Promise<PublishResult[]> {
    return this.put(store, names)
  }

  /** With a deduplication id: the name. */
  async publishOnce({ store }: Process, ...names: string[]): Promise<PublishResult[]> {
    return this.put(store, names, inQueue)
  }

  private async put(store: Process['store'], names: string[], deduplication?: Deduplication): Promise<PublishResult[]> {
    const envelopes = names.map(name =>
      anEnvelope({
        body: name,
        groupId: name.split('-')[0],
        sentAtMs: this.site.world.nowMs,
        ...(deduplication && { deduplicationId: name }),
      }),
    )
    const reply = await this.site.live(store.publish(this.queue, envelopes, undefined, deduplication))
    if (reply.kind !== 'published') throw new Error(reply.kind)
    return reply.results
  }

  poll({ store }: Process, wish: Parameters<typeof aPoll>[0] = {}): Promise<Leased[]> {
    return this.site.live(store.poll(this.queue, aPoll(wish)))
  }

  async names(process: Process, wish: Parameters<typeof aPoll>[0] = {}): Promise<string[]> {
    return bodiesOf(await this.poll(process, wish))
  }

  async settle({ store }: Process, ...settlements: Settlement[]): Promise<string[]> {
    return (await this.site.live(store.settle(this.queue, settlements))).map(({ kind }) => kind)
  }

  ack(process: Process, leased: readonly Leased[]): Promise<string[]> {
    return this.settle(process, ...leased.map(({ receipt }) => anAck(receipt)))
  }

  /** A process whose clock stands still, and whose groups begin with the first number of that moment. */
  frozen(atMs: number): Process {
    const clock = { nowMs: () => atMs, wakeAt: this.site.clock().wakeAt }
    const luck = (random: Random): Random => ({
      bytes: count => (count === 2 ? new Uint8Array(count) : random.bytes(count)),
    })
    return this.site.open({ clock, luck })
  }

  groups() {
    return this.site.items(groupsPartition(scopeOf(this.queue)))
  }

  runs(group: string) {
    const scope = scopeOf(this.queue)
    return this.site.items(runsPartition(scope, groupHash(scope, group)))
  }
}

/** Published messages, and their ids. */
export async function aLine(...names: string[]) {
  const scene = new OrderedSite()
  const results = await scene.publish(scene.here, ...names)
  const ids = results.map(one => (one.kind === 'stored' ? one.id : ''))
  const find = (id: string) => scene.site.live(scene.there.store.find(scene.queue, id))
  return { scene, ids, find }
}

/** Holds back the calls of a process that are meant, as if they were on their way for long; until it is told to go. */
export function holdBack(
  { line }: Process,
  isMeant: (operation: Operation, input: Input<Operation>) => boolean,
): () => void {
  let go = (): void => {}
  const held = new Promise<void>(resolve => {
    go = resolve
  })
  line.before = async (operation, input) => {
    if (isMeant(operation, input)) await held
    return 'goOn'
  }
  return go
}

export const isRunPut = (operation: Operation, input: Input<Operation>): boolean =>
  operation === 'PutItem' && (input as Input<'PutItem'>).Item!.p!.S!.startsWith('m.')
