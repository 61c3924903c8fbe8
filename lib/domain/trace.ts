import { limits } from './limits.ts'

// A message keeps its publisher's tracing context as the one line that X-Ray has for it, whatever words it came in, so that
// stores and copies know of one field only. What W3C says and X-Ray has no words for goes into fields of that line of our
// own, which its readers pass over: nothing is lost on the way there and back.

/** As W3C says it (https://www.w3.org/TR/trace-context): what called, and what each vendor on the way has to say. */
export type TraceContext = { traceparent: string; tracestate?: string | undefined }

// Of a version newer than ours its own rules say to read what ours has, and to pass over the rest.
const traceparentPattern = /^(?!ff)([\da-f]{2})-(?!0{32})([\da-f]{32})-(?!0{16})([\da-f]{16})-([\da-f]{2})(-.*)?$/
const rootPattern = /^1-([\da-f]{8})-([\da-f]{24})$/i
const spanPattern = /^(?!0{16})[\da-f]{16}$/i
const flagsPattern = /^[\da-f]{2}$/
const statePattern = /^[!-~][ -~]*$/

/** The line of X-Ray that says the same; undefined for what is no tracing context. A `tracestate` that is too long is left out. */
export function toTraceLine({ traceparent, tracestate }: TraceContext): string | undefined {
  const [, version, traceId = '', spanId, flags = '', more] = traceparentPattern.exec(traceparent.trim()) ?? []
  if (version === undefined || (version === '00' && more !== undefined)) return undefined
  const isSampled = (Number.parseInt(flags, 16) & 1) === 1
  const line = `Root=1-${traceId.slice(0, 8)}-${traceId.slice(8)};Parent=${spanId};Sampled=${isSampled ? 1 : 0}`
  const whole = plainFlags.has(flags) ? line : `${line};Flags=${flags}`
  return whole + stateField(tracestate?.trim(), whole.length)
}

const plainFlags = new Set(['00', '01'])

function stateField(state: string | undefined, taken: number): string {
  if (state === undefined || state.length > limits.traceStateCharactersMax || !statePattern.test(state)) return ''
  const field = `;State=${state.replaceAll(/[%;=]/g, encodeURIComponent)}`
  return taken + field.length > limits.traceCharactersMax ? '' : field
}

/** What a line of X-Ray says in the words of W3C; undefined where it names no span, or is none. */
export function toTraceContext(line: string): TraceContext | undefined {
  const fields = fieldsOf(line)
  const root = rootPattern.exec(fields.get('Root') ?? '')
  const span = fields.get('Parent') ?? ''
  const traceId = root === null ? '' : `${root[1]}${root[2]}`.toLowerCase()
  if (!spanPattern.test(span) || !/[^0]/.test(traceId)) return undefined
  const traceparent = `00-${traceId}-${span.toLowerCase()}-${flagsOf(fields)}`
  const tracestate = unescaped(fields.get('State'))
  return tracestate === undefined ? { traceparent } : { traceparent, tracestate }
}

const fieldsOf = (line: string): Map<string, string> =>
  new Map(
    line.split(';').map(field => {
      const at = field.indexOf('=')
      return [field.slice(0, at).trim(), field.slice(at + 1).trim()]
    }),
  )

function flagsOf(fields: ReadonlyMap<string, string>): string {
  const flags = fields.get('Flags') ?? ''
  if (flagsPattern.test(flags)) return flags
  return fields.get('Sampled') === '1' ? '01' : '00'
}

function unescaped(field: string | undefined): string | undefined {
  const state = field?.replaceAll(/%(25|3B|3D)/g, decodeURIComponent)
  return state !== undefined && statePattern.test(state) ? state : undefined
}

/** Of a request, by names in lower case. */
export type TraceHeaders = Readonly<Record<string, string | undefined>>

/**
 * The line to keep with what a request publishes, by its headers: that of W3C; else that of X-Ray where it says that the
 * trace is sampled, since front doors of AWS put one that nobody follows on every request. What is no tracing context is passed over.
 */
export function traceOfHeaders(headers: TraceHeaders): string | undefined {
  const { traceparent, tracestate, 'x-amzn-trace-id': xRay } = headers
  const line = traceparent === undefined ? undefined : toTraceLine({ traceparent, tracestate })
  return line ?? (isSampled(xRay) ? xRay : undefined)
}

const isSampled = (line: string | undefined): boolean =>
  line !== undefined &&
  line.length <= limits.traceCharactersMax &&
  /^[ -~]*$/.test(line) &&
  fieldsOf(line).get('Sampled') === '1'
