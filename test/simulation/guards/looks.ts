import { action, dynamo, guard } from './guard.ts'

const anyAge = '3_600_000'

/** What an empty answer rests on. */
export const j4 = [
  guard(
    'J4',
    'the look before an empty answer is consistent',
    dynamo('sureLook', 'isConsistent: true, pagesMax: 1,', 'isConsistent: false, pagesMax: 1,'),
  ),
  guard(
    'J4',
    'the look before an empty answer begins at the start',
    dynamo(
      'sureLook',
      'from: firstBlock, isConsistent: true, pagesMax: 1,',
      'from: scout.from, isConsistent: true, pagesMax: 1,',
    ),
  ),
  guard(
    'J4',
    'the look before an empty answer goes into every lane',
    dynamo(
      'poll',
      'const scouts = scoutsOf(tools, scope, lanes, wish)',
      'const scouts = scoutsOf(tools, scope, lanes, wish).slice(0, 1)',
    ),
  ),
  guard(
    'J4',
    'and into every level',
    dynamo('lanes', 'levelsOf(lanes).flatMap(level => known(lanes, level))', 'known(lanes, levelDefault)'),
  ),
  guard(
    'J4',
    'lanes that were added are known in time',
    dynamo('poll', '(await areStill(tools, scope, lanes, sights))', 'true'),
    dynamo('laneBook', 'laneAgeMsMax = 5_000', `laneAgeMsMax = ${anyAge}`),
  ),
  guard('J4', 'what was seen long ago is no empty answer', dynamo('poll', ' && areRecent(tools, sights)', '')),
  guard(
    'J4',
    'an old scan answers nothing',
    dynamo('sureLook', 'isRecent(sight, nowMs) && nowMs < beyondMs', 'nowMs < beyondMs'),
    dynamo('poll', ' && areRecent(tools, sights)', ''),
  ),
  guard(
    'J4',
    'that all it got has expired is no empty answer',
    dynamo('poll', 'if (leased.length > 0 || progress.isFull) return polled(leased)', 'return polled(leased)'),
  ),
  guard(
    'J4',
    'what becomes visible before its block is ready is moved to where polls look',
    dynamo('settleCase', 'nowMs + ms < place.readyAtMs || (', '('),
  ),
  guard(
    'J4',
    'what another poll of the process is about to take is still there',
    dynamo('scout', '(!isConsistent && this.#busy.has(block.key.s))', 'this.#busy.has(block.key.s)'),
  ),
]

/** Where a message is while it moves, and which receipt counts. */
export const j5 = [
  guard(
    'J5',
    'a move takes what it puts elsewhere',
    dynamo('move', '[takeAction(TableName, source, movers), put, ...forwards]', '[put, ...forwards]'),
  ),
  guard(
    'J5',
    'a move says where it went',
    dynamo(
      'move',
      '[takeAction(TableName, source, movers), put, ...forwards]',
      '[takeAction(TableName, source, movers), put]',
    ),
  ),
]

export const j6 = [
  guard(
    'J6',
    'each lease has a token of its own',
    dynamo('lease', 'const token = newToken(random)', "const token = 'AAAAAAAA'"),
  ),
  guard(
    'J6',
    'an edit ends the receipts that are out',
    dynamo('change', 'token: newToken(tools.random), leased: false', 'token: before.token, leased: false'),
  ),
  guard(
    'J6',
    'an edit replaces what it has read and nothing newer',
    dynamo('change', "if (wish.kind === 'replace' && delivery.token !== wish.seenToken) return 'changed'", ''),
  ),
  guard(
    'J6',
    'who holds a message by his receipt keeps it: an edit or a cancel loses',
    dynamo('change', "if (stateOf(delivery, tools.clock.nowMs()) === 'inFlight') return 'leased'", ''),
  ),
]

/** What may still be handed out. */
export const j7 = [
  guard(
    'J7',
    'what has expired is dropped, not leased',
    {
      file: 'lib/domain/judge.ts',
      code: 'if (expiresAtMs(message, settings) <= nowMs)',
      broken: 'if (false)',
    },
    action('poll', 'expiresAtMs(message.envelope, queue.settings) > clock.nowMs()', 'clock.nowMs() > 0'),
  ),
  guard(
    'J7',
    'what has expired while it was leased and read is not handed out',
    dynamo('handOut', "nowMs).kind === 'lease'", "0).kind === 'lease'"),
    action('poll', 'expiresAtMs(message.envelope, queue.settings) > clock.nowMs()', 'clock.nowMs() > 0'),
  ),
  guard(
    'J7',
    'a poll that took long looks whether its queue still is the same',
    action('poll', 'await successorOf(services, used).catch(giveUp)', '(undefined as LoadedQueue | undefined)'),
  ),
  guard(
    'J7',
    'a message that has expired is not found',
    action('getMessage', 'expiresAtMs(message.envelope, queue.settings) <= services.clock.nowMs()', 'false'),
  ),
  guard(
    'J7',
    'a page shows nothing that has expired',
    action('browse', 'expiresAtMs(envelope, queue.settings) > nowMs', 'nowMs > 0'),
  ),
]
