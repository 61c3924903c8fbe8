import { readBase64, readInteger } from './readJson.ts'
import type { Members, Shape } from './shapes.ts'

/** Parameters by the parts of their names: `Attribute.1.Name=x` lies under Attribute, 1, Name. */
export type Node = { value?: string; inner?: Map<string, Node> }

// Deeper names than SendMessageBatchRequestEntry.1.MessageAttribute.1.Value.StringValue mean nothing.
const partsMax = 8

export function toTree(parameters: Iterable<[string, string]>): Node {
  const root: Node = {}
  for (const [name, value] of parameters) {
    let node = root
    for (const part of name.split('.', partsMax)) {
      node.inner ??= new Map()
      const next = node.inner.get(part) ?? {}
      node.inner.set(part, next)
      node = next
    }
    node.value ??= value
  }
  return root
}

const index = /^\d{1,9}$/

/** The elements of a flattened list, by number; old clients send one without a number. */
function elements(node: Node): Node[] {
  const numbered = [...(node.inner ?? [])].filter(([part]) => index.test(part))
  if (numbered.length === 0) return node.value === undefined && node.inner === undefined ? [] : [node]
  return numbered.sort(([one], [other]) => Number(one) - Number(other)).map(([, element]) => element)
}

function namedElements(node: Node, { each, also = [] }: { each: string; also?: readonly string[] }): Node[] {
  return [each, ...also].flatMap(name => {
    const found = node.inner?.get(name)
    return found === undefined ? [] : elements(found)
  })
}

function readScalar(shape: Shape, { value }: Node, path: string): unknown {
  if (value === undefined) return undefined
  if (shape.kind === 'integer') return value === '' ? undefined : readInteger(value, path)
  return shape.kind === 'bytes' ? readBase64(value, path) : value
}

/** `node` is what lies under the member's own name, `around` what lies beside it: lists and maps are flat there. */
function readShape(shape: Shape, node: Node | undefined, around: Node, path: string): unknown {
  if (shape.kind === 'list') {
    const found = namedElements(around, shape)
    if (found.length === 0) return undefined
    const read = found.map((element, at) => readElement(shape.of, element, `${shape.each}.${at + 1}`))
    // A name with more parts than it should have says nothing of this element.
    return read.filter(element => element !== undefined)
  }
  if (shape.kind === 'map') {
    const found = namedElements(around, shape)
    return found.length === 0 ? undefined : new Map(found.map((element, at) => readEntry(shape, element, at)))
  }
  return node === undefined ? undefined : readElement(shape, node, path)
}

const readElement = (shape: Shape, node: Node, path: string): unknown =>
  shape.kind === 'structure' ? readParameters(shape.members, node) : readScalar(shape, node, path)

function readEntry(shape: Extract<Shape, { kind: 'map' }>, element: Node, at: number): [string, unknown] {
  const { inner = new Map<string, Node>() } = element
  const path = `${shape.each}.${at + 1}.${shape.value}`
  const empty = shape.of.kind === 'text' ? '' : {}
  const value = inner.get(shape.value)
  return [inner.get(shape.key)?.value ?? '', (value && readElement(shape.of, value, path)) ?? empty]
}

/** The members that the shape knows, out of the parameters of a Query request. */
export function readParameters(members: Members, node: Node): Record<string, unknown> {
  const read: Record<string, unknown> = {}
  for (const name in members) {
    const value = readShape(members[name]!, node.inner?.get(name), node, name)
    if (value !== undefined) read[name] = value
  }
  return read
}
