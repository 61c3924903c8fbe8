import { escapeXml } from '../../../../lib/xmlText.ts'
import { type Answer, fieldsOf } from './client.ts'
import type { Scene } from './open.ts'

export type Fields = Record<string, string | number>

/** A document of one element with others in it. */
export const xml = (root: string, fields: Fields = {}): string => `<${root}>${elements(fields)}</${root}>`

export const elements = (fields: Fields): string =>
  Object.entries(fields)
    .map(([name, value]) => `<${name}>${escapeXml(String(value))}</${name}>`)
    .join('')

/** One queue, spoken of in short. */
export async function aQueue({ ask }: Scene, attributes: Fields = {}, name = 'q') {
  const path = `/queues/${name}`
  await ask('PUT', path, xml('Queue', attributes))
  const messages = (query = '') => `${path}/messages${query && `?${query}`}`
  const receive = (query?: string): Promise<Answer> => ask('GET', messages(query))
  const send = (body: string, more: Fields = {}): Promise<Answer> =>
    ask('POST', messages(), xml('Message', { MessageBody: body, ...more }))
  return {
    path,
    send,
    receive,
    messages,
    /** The fields of the one message of a receive. */
    take: async (query?: string) => fieldsOf((await receive(query)).root),
    sendAll: (bodies: readonly string[]): Promise<Answer> =>
      ask(
        'POST',
        messages(),
        `<Messages>${bodies.map(body => xml('Message', { MessageBody: body })).join('')}</Messages>`,
      ),
    remove: (handle: string): Promise<Answer> => ask('DELETE', messages(`ReceiptHandle=${handle}`)),
    extend: (handle: string, seconds: number | string): Promise<Answer> =>
      ask('PUT', messages(`receiptHandle=${handle}&visibilityTimeout=${seconds}`)),
    attributes: async () => fieldsOf((await ask('GET', path)).root),
  }
}
