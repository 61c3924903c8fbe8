import type { Reply } from '../../http/message.ts'

/** An answer in JSON. */
export const json = (status: number, body: unknown, headers: Record<string, string> = {}): Reply => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
})

export const noContent: Reply = Object.freeze({ status: 204, headers: {} })
