import type { Attribute, Attributes, Envelope } from '../../domain/envelope.ts'
import { type TraceHeaders, toTraceContext, toTraceLine, traceOfHeaders } from '../../domain/trace.ts'
import { isSystem, systemProperty } from './properties.ts'

// The system properties `traceparent` and `tracestate` are the words of W3C (reference, 4.1).

const textOf = (attribute: Attribute | undefined): string | undefined =>
  attribute !== undefined && isSystem(attribute) ? (attribute.value as string) : undefined

/**
 * What a message that is sent says of a trace, or else its request. What would be shown again as it came is no attribute any
 * more; whatever else is called like that stays one.
 */
export function takeTrace(given: Attributes, headers: TraceHeaders): { attributes: Attributes; trace?: string } {
  const { traceparent: parent, tracestate: state, ...attributes } = given
  const [traceparent, tracestate] = [textOf(parent), textOf(state)]
  if (traceparent === undefined) return withTrace(given, traceOfHeaders(headers))
  const line = toTraceLine({ traceparent, tracestate })
  const shown = line === undefined ? undefined : toTraceContext(line)
  const isWhole = shown?.traceparent === traceparent && shown.tracestate === tracestate
  const stays = state !== undefined && tracestate === undefined ? { ...attributes, tracestate: state } : attributes
  return withTrace(isWhole ? stays : given, line)
}

const withTrace = (attributes: Attributes, trace: string | undefined) =>
  trace === undefined ? { attributes } : { attributes, trace }

/** The trace of a message as system properties; nothing where there are attributes of those names. */
export function traceProperties({ trace, attributes }: Envelope): Attributes {
  const context = trace === undefined ? undefined : toTraceContext(trace)
  if (context === undefined || Object.hasOwn(attributes, 'traceparent')) return {}
  const { traceparent, tracestate } = context
  if (tracestate === undefined || Object.hasOwn(attributes, 'tracestate')) return { traceparent: said(traceparent) }
  return { traceparent: said(traceparent), tracestate: said(tracestate) }
}

const said = (value: string): Attribute => systemProperty({ type: 'string', value })
