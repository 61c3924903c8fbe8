import { expect } from 'vitest'
import { checkHeaders } from '../harness/client.ts'
import type { Heard } from '../harness/exchange.ts'
import { statusOf } from '../harness/refusal.ts'
import { parseXml, textOf } from '../harness/xml.ts'
import { latest } from './validInputs.ts'

/** Whatever is asked: the answer is no fault of ours, and one of the two forms holds it. */
export function checkAnswer(heard: Heard): void {
  expect(heard.status).toBeGreaterThanOrEqual(200)
  expect(heard.status).toBeLessThan(500)
  checkHeaders(heard)
  if (heard.headers['content-type'] === 'application/x-amz-json-1.0') checkJson(heard)
  else checkXml(heard)
}

function checkJson({ status, headers, body }: Heard): void {
  const answer = JSON.parse(body)
  if (status === 200) return
  expect(answer).toEqual({ __type: expect.stringMatching(/^com\.amazonaws\.sqs#\w+$/), message: expect.any(String) })
  const [code, fault] = headers['x-amzn-query-error']!.split(';')
  expect(fault).toBe('Sender')
  expect(status).toBe(statusOf(code!) ?? status)
}

function checkXml({ status, headers, body }: Heard): void {
  expect(headers['content-type']).toBe('text/xml')
  if (body === '<UnknownOperationException/>\n') return
  const root = parseXml(body)
  if (status === 200) expect(root.name).toMatch(/^\w+Response$/)
  else {
    expect(root.name).toBe('ErrorResponse')
    const [error, id] = root.children
    expect(textOf(error!, 'Type')).toBe('Sender')
    expect(id).toMatchObject({ name: 'RequestId', text: headers['x-amzn-requestid'] })
  }
}

const kept = /"(ReceiptHandle|TaskHandle|NextToken)":"([^"]+)"|<(ReceiptHandle|TaskHandle|NextToken)>([^<]+)</g
const wordOf: Readonly<Record<string, string>> = {
  ReceiptHandle: latest.handle,
  TaskHandle: latest.task,
  NextToken: latest.token,
}

/** What later requests may name: the last handle, task and token that were answered. */
export class Memory {
  readonly #known = new Map<string, string>()

  keep({ status, body }: Heard): void {
    if (status !== 200) return
    for (const [, jsonName, jsonValue, name, value] of body.matchAll(kept))
      this.#known.set(wordOf[jsonName ?? name!]!, jsonValue ?? value!)
  }

  fill(text: string, write: (value: string) => string): string {
    let filled = text
    for (const [word, value] of this.#known)
      filled = filled.replaceAll(word, write(value)).replaceAll(encodeURIComponent(word), write(value))
    return filled
  }
}
