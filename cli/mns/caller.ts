import { createHmac } from 'node:crypto'
import { NetworkError } from '../../client/index.ts'
import { CommandError } from '../exit.ts'
import { textOf } from './xml.ts'

export type MnsAnswer = { status: number; xml: string }
export type MnsCall = { method: string; target: string; xml?: string; signal?: AbortSignal; fine: readonly number[] }

export type MnsServer = {
  url: string
  /** Without one requests go out unsigned, which a server with auth off takes. */
  key?: { id: string; secret: string } | undefined
}

const noMessage = 'MessageNotExist'
const version = '2015-06-06'
const type = 'text/xml'

/** Sends requests of the Message Service API as its clients do. */
export class MnsCaller {
  readonly #server: MnsServer

  constructor(server: MnsServer) {
    this.#server = server
  }

  /** The answer where its status is one of those that are fine, and no error but of having no message. Throws a NetworkError for what passes, else a CommandError. */
  async call(call: MnsCall): Promise<MnsAnswer> {
    const answer = await this.#send(call)
    const code = textOf(answer.xml, 'Code')
    if (call.fine.includes(answer.status) && (code === undefined || code === noMessage)) return answer
    const words = `${textOf(answer.xml, 'Message') ?? answer.status} (${code ?? 'no code'})`
    if (answer.status >= 500) throw new NetworkError(words, false, answer)
    throw new CommandError('refused', `MNS refused: ${words}`)
  }

  async #send({ method, target, xml, signal }: MnsCall): Promise<MnsAnswer> {
    const headers = this.#headers(method, target, xml !== undefined)
    const parts = { ...(xml !== undefined && { body: xml }), ...(signal && { signal }) }
    try {
      const response = await fetch(this.#server.url + target, { method, headers, ...parts })
      return { status: response.status, xml: await response.text() }
    } catch (error) {
      throw new NetworkError(`no answer from MNS: ${(error as Error).message}`, false, error)
    }
  }

  #headers(method: string, target: string, hasBody: boolean): Record<string, string> {
    const date = new Date().toUTCString()
    const headers = { ...(hasBody && { 'content-type': type }), 'x-mns-date': date, 'x-mns-version': version }
    const { key } = this.#server
    if (key === undefined) return headers
    const lines = `x-mns-date:${date}\nx-mns-version:${version}\n`
    const text = `${method}\n\n${hasBody ? type : ''}\n${date}\n${lines}${target}`
    const signature = createHmac('sha1', key.secret).update(text).digest('base64')
    return { ...headers, authorization: `MNS ${key.id}:${signature}` }
  }
}
