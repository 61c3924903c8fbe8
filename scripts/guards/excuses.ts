/** A condition in a store that no test can miss, and why. */
export type Excuse = { file: string; code: string; because: string }

const excusesOf = (file: string, rows: readonly (readonly [code: string, because: string])[]): Excuse[] =>
  rows.map(([code, because]) => ({ file: `lib/store/${file}.ts`, code, because }))

const speed = 'saves work; the answer is the same without it'
const power = 'only a loss of power could tell'

/** Every `if` and `while` of the stores that `npm run test:guards` does not break. */
export const excuses: readonly Excuse[] = [
  ...excusesOf('memory/browse', [["if (state === 'visible' && slot.delivery.visibleAtMs > nowMs) break", speed]]),
  ...excusesOf('dynamo/redrive', [['if (entries.length === 0) return { block, found: [] }', speed]]),
  ...excusesOf('memory/memoryStore', [
    [
      'if (!(lane instanceof OrderedLane)) return this.#put(queue, lane, marked!)',
      'only for the compiler: on other queues nobody deduplicates',
    ],
  ]),
  ...excusesOf('memory/lane', [['if (order?.size === 0) this.#orders.delete(rank)', speed]]),
  ...excusesOf('waiters', [
    ['if (this.#lanes.get(lane) === place) this.#lanes.delete(lane)', 'frees what nobody looks at any more'],
  ]),
  ...excusesOf('openStore', [
    ["if (wish.store === 'memory') return", 'a setting, not a promise'],
    ["if (wish.store === 'dynamo') return", 'a setting, not a promise'],
  ]),
  ...excusesOf('dynamo/bodyPlace', [["if (packed.length <= room) return { kind: 'inline', bytes: packed }", speed]]),
  ...excusesOf('dynamo/explain', [
    ['if (!(thrown instanceof Error)) return thrown', 'only for the compiler: the SDK throws errors'],
  ]),
  ...excusesOf('embedded/inFlight', [
    ['if (this.#ends.size > 0) for (const { id } of lanes) this.#ends.delete(id)', speed],
    ['if (known !== undefined) return known', speed],
  ]),
  ...excusesOf('dynamo/dynamoStore', [
    ['if (!isFull) this.#watch.polled(queue, endsMs)', 'a hint: who waits would look a moment later'],
  ]),
  ...excusesOf('dynamo/permits/leasing', [
    ['if (unused.length > 0) await (await permits.load()).giveBack(scopeOf(queue), unused)', speed],
  ]),
  ...excusesOf('dynamo/permits/permits', [
    ['if (this.#full.size >= pagesMax) this.#full.clear()', 'bounds memory'],
    ['if (this.#known.size >= pagesMax) this.#known.clear()', 'bounds memory'],
  ]),
  ...excusesOf('dynamo/publishOnce', [['if (!lanes.has(level)) lanes.set', speed]]),
  ...excusesOf('dynamo/publishCounters', [
    ['if (this.#turns.get(queue.uid) === turn) this.#turns.delete(queue.uid)', 'frees what nobody looks at any more'],
    ['if (this.#seconds.size >= queuesMax) this.#seconds.clear()', 'bounds memory'],
  ]),
  ...excusesOf('dynamo/recentReads', [['if (document === undefined) return', 'what is not there takes no room']]),
  ...excusesOf('dynamo/laneBook', [['if (opened(lanes, others, this.#wall.nowMs()) === undefined) return', speed]]),
  ...excusesOf('dynamo/poll', [
    ['if (busy !== undefined) throw busy', 'the sure look would fail in that lane too, only later'],
  ]),
  ...excusesOf('dynamo/scout', [['if (this.#over.size === 0) return survey', speed]]),
  ...excusesOf('dynamo/scouts', [
    ['if (this.#scouts.size >= scoutsMax) this.#scouts.delete(this.#scouts.keys().next().value!)', 'bounds memory'],
    ['if (this.#written.size >= scoutsMax && known === undefined) this.#written.clear()', 'bounds memory'],
  ]),
  ...excusesOf('dynamo/sureLook', [
    ['if (scout.from < walk.takenUpTo) scout.moveTo(walk.takenUpTo, walk.returnsAtMs)', 'a hint: saves reads'],
  ]),
  ...excusesOf('dynamo/tidyLanes', [['if (old.length === 0) return', speed]]),
  ...excusesOf('dynamo/watch', [
    [
      'if (this.#rounds.get(scope) === round) this.#rounds.delete(scope)',
      'only a store that closes ends a round twice, and then none begins',
    ],
    [
      'if (this.#upcoming.size >= scopesMax) this.#upcoming.delete(this.#upcoming.keys().next().value!)',
      'bounds memory',
    ],
  ]),
  ...excusesOf('embedded/browse', [["if (order.state === 'visible' && place.visibleAtMs > nowMs) return", speed]]),
  ...excusesOf('embedded/documents', [
    ['if (cached !== undefined) return cached', speed],
    ['if (this.#cache.size >= cachedMax) this.#cache.clear()', 'bounds the memory of the cache'],
  ]),
  ...excusesOf('embedded/embeddedStore', [['if (removals - this.#removalsSeen < removalsMin) return', speed]]),
  ...excusesOf('embedded/folder', [
    ['if (fileMade) syncFolder(folder)', power],
    ['if (firstMade !== undefined) for (const parent of', power],
    ['} while (at !== dirname(resolve(firstMade)))', power],
    ["if (process.platform === 'win32') return", 'folders cannot be synced there'],
  ]),
  ...excusesOf('embedded/groupCommit', [
    ['if (this.#scheduled) return', speed],
    ['while (jobs.length > 0) {', speed],
    ['if (this.#commits % commitsPerEarlySync === 0)', 'makes stalls shorter; measured in docs/adr'],
    ['if (held.length === 0) return', speed],
  ]),
  ...excusesOf('embedded/lanes', [
    ['const known = this.#ids.get(name)\n    if (known !== undefined) return known', speed],
    ['if (ranked.length > 0) this.#ids.set(name, ranked)', speed],
  ]),
  ...excusesOf('embedded/sweep', [['if (this.#stopped) return', 'the pass that it would begin ends at once']]),
  ...excusesOf('embedded/sweepSteps', [
    ['if (firstMs === undefined || firstMs > untilMs) return []', speed],
    ['if (bytes > chunkBytes) break', 'bounds how long others wait'],
  ]),
  ...excusesOf('dynamo/keys', [
    ['if (known !== undefined) return known', speed],
    ['if (shorts.size >= shortsMax)', 'bounds memory'],
  ]),
  ...excusesOf('dynamo/ordered/change', [['if (held !== undefined)', speed]]),
  ...excusesOf('dynamo/ordered/clear', [['if (rewrites.length === 0)', speed]]),
  ...excusesOf('dynamo/ordered/giveUp', [
    ["if (settlement.kind !== 'moveAside')", 'only for the compiler: nothing else comes here'],
  ]),
  ...excusesOf('dynamo/ordered/limited', [
    ['if (endsMs.length === 0)', speed],
    ["if (outcome.status === 'rejected')", 'a permit that stays too long ends with its time'],
    ['if (unused.length > 0)', speed],
  ]),
  ...excusesOf('dynamo/ordered/numbers', [
    ["if (reply.kind === 'throttled')", 'only for the compiler: a throttled call is repeated'],
    ['if (isClosed)', 'a hint: without it others wait for as long as clocks differ'],
  ]),
  ...excusesOf('dynamo/ordered/originals', [
    ['if (waits >= readsAtOnce)', speed],
    ['if (isPatient)', 'patience saves the other publisher from starting anew'],
  ]),
  ...excusesOf('dynamo/ordered/publish', [
    ['if (earlier !== undefined) return earlier', speed],
    ["if (reply.kind === 'done') return undefined", 'asked again the record answers the same'],
  ]),
  ...excusesOf('dynamo/ordered/rounds', [
    ['if (this.#rounds.size >= scopesMax)', 'bounds memory'],
    ['if (over.size > overMax)', 'bounds memory'],
    ['if (early.size > overMax)', 'bounds memory'],
    ['if (passed.size > overMax)', 'bounds memory'],
  ]),
  ...excusesOf('dynamo/ordered/sweepQueue', [
    ['if (drops.length + asides.length === 0)', speed],
    ['if (aside === undefined)', 'only for the compiler: without one the move fails'],
  ]),
  ...excusesOf('dynamo/ordered/take', [
    ['if (failed !== undefined && read.length === 0)', 'the next round fails as well, only later'],
    ['if (messages >= messagesMax)', speed],
    ['if (first !== undefined) noteEarly', speed],
    [
      'if (!(await closeNumbers(tools, scope, { hash: group.hash, start: number }))) break',
      'saves writes: what is closed inside a run is passed over',
    ],
    ['if (hole === undefined || standing.length > 0)', 'only for the compiler: who comes here has nothing standing'],
  ]),
  ...excusesOf('dynamo/ordered/writeGroup', [
    ["if (typeof readyAtMs === 'number' || readyAtMs === 'unknown')", 'a hint: says when to look'],
  ]),
  ...excusesOf('dynamo/ordered/look', [
    ['if (group.held.length > 0)', speed],
    ['while (from !== undefined)', 'one page holds a megabyte of groups'],
  ]),
]
