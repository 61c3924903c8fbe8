import { describe, expect, test } from 'vitest'
import { Ledger } from './ledger.ts'

/** One message, published and handed out. */
function aLedger(): Ledger {
  const ledger = new Ledger()
  ledger.publishedAs(['m1'], ['body 1'])
  ledger.handedOut('m1', 'body 1', ledger.moment())
  return ledger
}

describe('lost', () => {
  test.each(['gone', 'replaced', 'lapsed', 'unknown'])('a message whose only ack was answered %s', outcome => {
    const ledger = aLedger()
    ledger.askedToAck(['m1'])
    ledger.answeredAck('m1', outcome)
    expect(ledger.lost()).toEqual(['m1'])
    expect(ledger.unsure.size).toBe(0)
  })

  test('a message that nobody asked to ack', () => {
    expect(aLedger().lost()).toEqual(['m1'])
  })

  test('not one that was acked', () => {
    const ledger = aLedger()
    ledger.askedToAck(['m1'])
    ledger.answeredAck('m1', 'acked')
    expect(ledger.lost()).toEqual([])
    expect(ledger.unsure.size).toBe(0)
  })

  test('not one whose earlier ack got no answer, however often it is asked again', () => {
    const ledger = aLedger()
    ledger.askedToAck(['m1'])
    for (let again = 0; again < 2; again++) {
      ledger.askedToAck(['m1'])
      ledger.answeredAck('m1', 'gone')
    }
    expect(ledger.lost()).toEqual([])
    expect([...ledger.unsure]).toEqual([['m1', 1]])
  })

  test('not one that another worker acked, in whichever order the answers come', () => {
    for (const outcomes of [
      ['acked', 'gone'],
      ['gone', 'acked'],
    ]) {
      const ledger = aLedger()
      for (const _ of outcomes) ledger.askedToAck(['m1'])
      for (const outcome of outcomes) ledger.answeredAck('m1', outcome)
      expect(ledger.lost()).toEqual([])
      expect(ledger.unsure.size).toBe(0)
    }
  })
})

describe('broken', () => {
  test('a message that comes back after its ack was acknowledged', () => {
    const ledger = aLedger()
    const askedBefore = ledger.moment()
    ledger.askedToAck(['m1'])
    ledger.answeredAck('m1', 'acked')
    ledger.handedOut('m1', 'body 1', askedBefore)
    expect(ledger.broken).toEqual([])
    ledger.handedOut('m1', 'body 1', ledger.moment())
    expect(ledger.broken).toEqual(['m1 came back after its ack was acknowledged'])
  })

  test('a message that comes back with another body', () => {
    const ledger = aLedger()
    ledger.handedOut('m1', 'body 2', ledger.moment())
    expect(ledger.broken).toEqual(['m1 came back with another body'])
  })
})
