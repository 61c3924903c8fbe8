export type Comparator = '=' | '<>' | '<' | '<=' | '>' | '>='

/** An attribute (`name` may be a `#placeholder`), a `:value`, or the size of an attribute. */
export type Operand =
  | { kind: 'attribute'; name: string }
  | { kind: 'value'; name: string }
  | { kind: 'size'; name: string }

export type Condition =
  | { kind: 'and' | 'or'; left: Condition; right: Condition }
  | { kind: 'not'; condition: Condition }
  | { kind: 'exists' | 'absent'; name: string }
  | { kind: 'begins'; operand: Operand; prefix: Operand }
  | { kind: 'contains'; operand: Operand; part: Operand }
  | { kind: 'between'; operand: Operand; low: Operand; high: Operand }
  | { kind: 'in'; operand: Operand; list: readonly Operand[] }
  | { kind: 'compare'; comparator: Comparator; left: Operand; right: Operand }

/** What an update may set an attribute to. */
export type Term =
  | { kind: 'attribute'; name: string }
  | { kind: 'value'; name: string }
  | { kind: 'ifNotExists'; name: string; otherwise: string }
export type Sum = { sign: 1 | -1; left: Term; right: Term }

export type Change =
  | { kind: 'set'; name: string; to: Term | Sum }
  | { kind: 'remove'; name: string }
  | { kind: 'add'; name: string; value: string }

/** A parsed expression with the placeholders that it mentions. */
export type Parsed<Tree> = { tree: Tree; names: readonly string[]; values: readonly string[] }
