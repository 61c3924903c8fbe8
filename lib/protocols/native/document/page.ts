import { version } from '../../../version.ts'
import type { Operation } from '../operation.ts'
import { type NativeCode, nativeProblems } from '../problems.ts'
import { openapiDocument } from './openapi.ts'

type Schema = {
  type?: string
  description?: string
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  additionalProperties?: Schema | boolean
  anyOf?: Schema[]
  oneOf?: Schema[]
  const?: unknown
  enum?: unknown[]
  format?: string
  minimum?: number
  maximum?: number
  minItems?: number
  maxItems?: number
  minLength?: number
  maxLength?: number
  default?: unknown
}
type Parameter = { name: string; in: string; required: boolean; description?: string; schema: Schema }
type Content = { content?: Record<string, { schema: Schema }> }
type Described = {
  operationId: string
  summary: string
  description?: string
  parameters: Parameter[]
  requestBody?: Content
  responses: Record<string, Content & { description: string }>
}

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

/** Prose with `code` in back quotes. */
const prose = (text: string): string => escapeHtml(text).replace(/`([^`]+)`/g, '<code>$1</code>')

const choicesOf = ({ anyOf, oneOf }: Schema): Schema[] => anyOf ?? oneOf ?? []

function typeOf(schema: Schema): string {
  const choices = choicesOf(schema)
  if (choices.length > 0) return [...new Set(choices.map(typeOf))].join(' | ')
  if (schema.const !== undefined) return String(schema.const)
  const { type, items, format, minimum, maximum, minItems, maxItems, minLength, maxLength } = schema
  if (schema.enum) return schema.enum.map(String).join(' | ')
  if (items) return `list of ${typeOf(items)}${range(minItems, maxItems)}`
  return `${format ?? type ?? 'any'}${range(minimum ?? minLength, maximum ?? maxLength)}`
}

function range(min: number | undefined, max: number | undefined): string {
  if (max === Number.MAX_SAFE_INTEGER) return range(min, undefined)
  if (min === undefined && max === undefined) return ''
  return max === undefined ? `, from ${min}` : `, ${min ?? 0} to ${max}`
}

const descriptionOf = (schema: Schema): string => schema.description ?? choicesOf(schema)[0]?.description ?? ''

/** A field and, below it, the fields inside it. */
function rows(name: string, schema: Schema, required: boolean, depth: number): string {
  const inner = schema.items ?? (typeof schema.additionalProperties === 'object' ? schema.additionalProperties : schema)
  const fallback = schema.default === undefined ? '' : `, default ${JSON.stringify(schema.default)}`
  const row = `<tr><td style="padding-left:${depth + 0.5}em"><code>${escapeHtml(name)}</code></td><td>${escapeHtml(
    typeOf(schema) + fallback,
  )}</td><td>${required ? 'yes' : ''}</td><td>${prose(descriptionOf(schema))}</td></tr>`
  return row + fieldRows(inner, depth + 1)
}

/** Where there are several kinds, one after the other. */
const fieldRows = ({ properties = {}, required = [], ...rest }: Schema, depth = 0): string =>
  Object.entries(properties)
    .map(([name, schema]) => rows(name, schema, required.includes(name), depth))
    .concat(choicesOf(rest).map(choice => fieldRows(choice, depth)))
    .join('')

const table = (body: string): string =>
  body === '' ? '' : `<table><tr><th>Field</th><th>Type</th><th>Needed</th><th>Meaning</th></tr>${body}</table>`

const parameterRows = (parameters: readonly Parameter[]): string =>
  parameters
    .map(({ name, in: place, required, description, schema }) =>
      rows(`${name} (${place})`, { ...schema, ...(description !== undefined && { description }) }, required, 0),
    )
    .join('')

function response([status, { description, content = {} }]: [string, Content & { description: string }]): string {
  const schema = content['application/json']?.schema
  return `<h4>${status}</h4><p>${prose(description)}</p>${schema ? table(fieldRows(schema)) : ''}`
}

function section(method: string, path: string, operation: Described): string {
  const { operationId, summary, description = '', parameters, requestBody, responses } = operation
  const body = requestBody?.content?.['application/json']?.schema
  return `<section id="${operationId}"><h2>${escapeHtml(summary)}</h2>
<p><strong>${method.toUpperCase()}</strong> <code>${escapeHtml(path)}</code></p><p>${prose(description)}</p>
${table(parameterRows(parameters))}${body ? `<h3>Request body</h3>${table(fieldRows(body))}` : ''}
<h3>Answers</h3>${Object.entries(responses).map(response).join('')}</section>`
}

const problemRow = (code: string): string => {
  const { status, retryable, title } = nativeProblems[code as NativeCode]
  const again = retryable ? 'yes' : 'no'
  return `<tr id="${code}"><td><code>${code}</code></td><td>${status}</td><td>${again}</td><td>${escapeHtml(title)}</td></tr>`
}

const style = `body{font:16px/1.5 system-ui,sans-serif;max-width:60em;margin:2em auto;padding:0 1em;color:#222;background:#fff}
code{background:#f2f2f2;padding:.1em .3em;border-radius:3px}table{border-collapse:collapse;width:100%;margin:.5em 0}
th,td{text-align:left;vertical-align:top;border-bottom:1px solid #ddd;padding:.3em .5em}section{border-top:2px solid #888;margin-top:2em}
@media (prefers-color-scheme:dark){body{color:#ddd;background:#181818}code{background:#333}th,td{border-color:#444}a{color:#8bf}}`

/** The document as one page that loads nothing else, so that it can be read offline. */
export function docsPage(routes: readonly Operation[]): string {
  const { paths } = openapiDocument(routes) as { paths: Record<string, Record<string, Described>> }
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  )
  const contents = operations.map(
    ({ operation: { operationId, summary } }) => `<li><a href="#${operationId}">${escapeHtml(summary)}</a></li>`,
  )
  const sections = operations.map(({ path, method, operation }) => section(method, path, operation))
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Sluice API</title><style>${style}</style></head><body><h1>Sluice API ${version}</h1>
<p>The same as a document for tools: <a href="/openapi.json">openapi.json</a>.</p>
<ul>${contents.join('')}<li><a href="#problems">Problems</a></li></ul>${sections.join('\n')}
<section id="problems"><h2>Problems</h2><table><tr><th>Code</th><th>Status</th><th>Retryable</th><th>Meaning</th></tr>
${Object.keys(nativeProblems).map(problemRow).join('')}</table></section></body></html>`
}
