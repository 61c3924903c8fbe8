/** An element by its local name: in any namespace, or in none. */
export type Element = { name: string; children: Element[]; text: string }
