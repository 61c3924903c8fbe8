import { escapeXml } from '../../xmlText.ts'
import type { Members, Shape } from './shapes.ts'

const element = (name: string, inner: string): string => `<${name}>${inner}</${name}>`

function contentOf(shape: Shape, value: unknown): string {
  if (shape.kind === 'structure') return xmlOf(shape.members, value as Record<string, unknown>)
  if (shape.kind === 'bytes') return Buffer.from(value as Uint8Array).toString('base64')
  return escapeXml(String(value))
}

function elementsOf(name: string, shape: Shape, value: unknown): string {
  if (shape.kind === 'list')
    return (value as unknown[]).map(one => element(shape.each, contentOf(shape.of, one))).join('')
  if (shape.kind !== 'map') return element(name, contentOf(shape, value))
  return [...(value as Map<string, unknown>)]
    .map(([key, one]) =>
      element(shape.each, element(shape.key, escapeXml(key)) + element(shape.value, contentOf(shape.of, one))),
    )
    .join('')
}

/** The members of an answer as elements; lists and maps are flat. */
export function xmlOf(members: Members, value: Record<string, unknown>): string {
  let written = ''
  for (const name in members) if (value[name] !== undefined) written += elementsOf(name, members[name]!, value[name])
  return written
}
