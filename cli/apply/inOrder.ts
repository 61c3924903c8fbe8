import type { Definition } from './definition.ts'

/**
 * Dead-letter queues before those that name them, else as in the file. Where they name each other in a circle no order
 * does; then one of the circle comes before its target.
 */
export function inOrder(definitions: readonly Definition[]): Definition[] {
  const byName = new Map(definitions.map(definition => [definition.queue, definition]))
  const placed = new Set<Definition>()
  const seen = new Set<Definition>()
  const place = (definition: Definition | undefined): void => {
    if (definition === undefined || seen.has(definition)) return
    seen.add(definition)
    place(byName.get(definition.settings.deadLetter?.queue ?? ''))
    placed.add(definition)
  }
  for (const definition of definitions) place(definition)
  return [...placed]
}
