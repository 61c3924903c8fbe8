import { XMLParser } from 'fast-xml-parser'
import type { Aws } from './moto.ts'

const parser = new XMLParser({ parseTagValue: false })

/** Answers are lists of `member` in XML, one alone is no list, and an empty one is no text either. */
type Answer = { [name: string]: Answer | Answer[] | string | undefined }

export const membersOf = (list: unknown): Answer[] => [(list as Answer | undefined)?.member ?? []].flat() as Answer[]

/** Calls of services for which the project has no client: an emulator tells them apart by the scope of a signature, and checks none. */
export function awsApi({ endpoint }: Aws) {
  const send = async (service: string, headers: Record<string, string>, body: string): Promise<string> => {
    const authorization = `AWS4-HMAC-SHA256 Credential=AKIA/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=0`
    const response = await fetch(endpoint, { method: 'POST', headers: { ...headers, authorization }, body })
    const text = await response.text()
    if (!response.ok) throw new Error(`${service} answered ${response.status}: ${text}`)
    return text
  }
  return {
    /** The Query protocol: what stands in ACTIONResult. */
    async query(service: string, Action: string, input: Record<string, string> = {}): Promise<Answer> {
      const form = new URLSearchParams({ Action, ...input }).toString()
      const text = await send(service, { 'content-type': 'application/x-www-form-urlencoded' }, form)
      const answer = parser.parse(text)[`${Action}Response`] as Answer
      return (answer[`${Action}Result`] as Answer | undefined) ?? {}
    },
    /** The JSON protocol; `target` is the operation with its prefix. */
    async json(service: string, target: string, input: object = {}): Promise<Record<string, unknown>> {
      const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target }
      return JSON.parse(await send(service, headers, JSON.stringify(input)))
    },
  }
}
