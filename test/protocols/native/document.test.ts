import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { openapiDocument, problemsOf } from '../../../lib/protocols/native/document/openapi.ts'
import { docsPage } from '../../../lib/protocols/native/document/page.ts'
import { nativeProblems } from '../../../lib/protocols/native/problems.ts'
import { routes } from '../../../lib/protocols/native/routes.ts'

type Schema = { properties?: Record<string, Schema>; items?: Schema; required?: string[]; enum?: unknown[] }
type Described = {
  operationId: string
  parameters: { name: string; in: string }[]
  requestBody?: { content: Record<string, { schema: Schema }> }
  responses: Record<string, { content?: Record<string, { schema: Schema & { allOf?: Schema[] } }> }>
}
const document = openapiDocument(routes) as { paths: Record<string, Record<string, Described>> }
const described = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ key: `${method.toUpperCase()} ${path}`, operation })),
)
const inCode = new Map(routes.map(operation => [`${operation.method} ${operation.path}`, operation]))

test('every route stands in the document, and the other way round', () => {
  expect(described.map(({ key }) => key).sort()).toEqual([...inCode.keys()].sort())
  const files = readdirSync(new URL('../../../lib/protocols/native/operations', import.meta.url))
  const names = files.map(file => file.replace('.ts', '')).filter(name => name !== 'settle')
  expect(routes.map(({ id }) => id).sort()).toEqual(names.sort())
})

test('every field of a request stands in the document, and the other way round', () => {
  for (const { key, operation } of described) {
    const { pathSchema, querySchema, headers = {}, bodySchema } = inCode.get(key)!
    const names = (place: string) => operation.parameters.filter(p => p.in === place).map(({ name }) => name)
    expect(names('path')).toEqual(Object.keys(pathSchema.entries))
    expect(names('query')).toEqual(Object.keys(querySchema.entries))
    expect(names('header')).toEqual(Object.keys(headers))
    const body = operation.requestBody?.content['application/json']?.schema
    expect(Object.keys(body?.properties ?? {})).toEqual(
      Object.keys((bodySchema as { entries?: object })?.entries ?? {}),
    )
  }
})

test('every field of an answer stands in the document, and the other way round', () => {
  for (const { key, operation } of described)
    for (const [status, { schema }] of Object.entries(inCode.get(key)!.replies)) {
      const entries = (schema as { entries?: object } | undefined)?.entries ?? {}
      const content = operation.responses[status]!.content?.['application/json']?.schema
      expect(Object.keys(content?.properties ?? {})).toEqual(Object.keys(entries))
    }
})

test('every problem code stands in the document under its status, and the other way round', () => {
  const seen = new Set<unknown>()
  for (const { key, operation } of described) {
    const codes = Object.entries(operation.responses).flatMap(([status, { content }]) =>
      (content?.['application/problem+json']?.schema.allOf?.[1]?.properties?.code?.enum ?? []).map(code => {
        expect(String(nativeProblems[code as keyof typeof nativeProblems].status)).toBe(status)
        return code
      }),
    )
    expect(codes.sort()).toEqual([...problemsOf(inCode.get(key)!)].sort())
    for (const code of codes) seen.add(code)
  }
  const atNoRoute = ['RouteNotFound', 'MethodNotAllowed']
  // Only asked for by requests of SQS: the page of problems says so.
  atNoRoute.push('QueueDeletedRecently', 'PurgedRecently')
  expect([...seen, ...atNoRoute].sort()).toEqual(Object.keys(nativeProblems).sort())
})

test('the document is one that the OpenAPI 3.1 schema dialect can say: no reference dangles', () => {
  const text = JSON.stringify(document)
  for (const [, name] of text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g))
    expect(text).toContain(`"${name}":{`)
  expect(text).not.toContain('$schema')
})

test('the page needs nothing but itself, and shows every route, field and code', () => {
  const page = docsPage(routes)
  expect(page).not.toMatch(/<script|<link|<img|src=|@import|url\(/)
  for (const { key, operation } of described) {
    expect(page).toContain(`<code>${key.split(' ')[1]}</code>`)
    expect(page).toContain(`id="${operation.operationId}"`)
  }
  for (const code of Object.keys(nativeProblems)) expect(page).toContain(`id="${code}"`)
  for (const field of ['messages', 'body', 'deliverAt', 'expiresInSeconds', 'receipts', 'leaseExpiresAt'])
    expect(page).toContain(`<code>${field}</code>`)
  for (const field of ['delaySeconds', 'firstSeconds', 'delaysSeconds']) expect(page).toContain(`<code>${field}</code>`)
  expect(page).toContain('<code>retry</code></td><td>object | null</td><td></td><td>How long a message rests')
  expect(page).toContain('<code>kind</code></td><td>exponential</td><td>yes</td>')
  expect(page).toContain('<code>maxPublishesPerSecond</code></td><td>integer, 1 to 100000 | null</td>')
  expect(page).toContain('<code>maxInFlight</code></td><td>integer, 1 to 1000 | null</td>')
})

test('what the document says of a publish is what the source of its schema says', () => {
  const source = readFileSync(new URL('../../../lib/protocols/native/operations/publish.ts', import.meta.url), 'utf8')
  const { operation } = described.find(({ key }) => key === 'POST /v1/queues/{queue}/messages')!
  const messages = operation.requestBody!.content['application/json']!.schema.properties!.messages!
  expect(messages).toMatchObject({
    minItems: 1,
    maxItems: 16,
    description: '1 to 16 messages, at most 1 MiB together.',
  })
  expect(messages.items!.required).toEqual(['body'])
  expect(source).toContain('1 to 16 messages, at most 1 MiB together.')
})
