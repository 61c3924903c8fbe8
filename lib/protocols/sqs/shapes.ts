/**
 * What a member of a request or an answer looks like, for both wire forms: names as in JSON; `each` is what the Query form calls
 * one element of a list or map, which it writes flat (`AttributeName.1`). Source: the service's API model, version 2012-11-05.
 */
export type Shape = Text | Integer | Flag | Bytes | AnyList | AnyDictionary | AnyStructure

type Text = { kind: 'text' }
type Integer = { kind: 'integer' }
type Flag = { kind: 'flag' }
type Bytes = { kind: 'bytes' }
interface AnyList {
  kind: 'list'
  of: Shape
  each: string
  also?: readonly string[]
  keepsEmpty?: boolean
}
interface AnyDictionary {
  kind: 'map'
  of: Shape
  each: string
  key: string
  value: string
}
interface AnyStructure {
  kind: 'structure'
  members: Members
}
type List<Of extends Shape> = AnyList & { of: Of }
type Dictionary<Of extends Shape> = AnyDictionary & { of: Of }
type Structure<Of extends Members> = AnyStructure & { members: Of }

export interface Members {
  readonly [name: string]: Shape
}

/** What a member is in our code. Whatever is missing, null, or an empty list that means nothing, is undefined. */
export type ValueOf<Of extends Shape> = Of extends Text
  ? string
  : Of extends Integer
    ? number
    : Of extends Flag
      ? boolean
      : Of extends Bytes
        ? Uint8Array
        : Of extends List<infer Element>
          ? readonly ValueOf<Element>[]
          : Of extends Dictionary<infer Element>
            ? ReadonlyMap<string, ValueOf<Element>>
            : Of extends Structure<infer Inner>
              ? Valued<Inner>
              : never

export type Valued<Of extends Members> = { readonly [Name in keyof Of]?: ValueOf<Of[Name]> | undefined }

export const text: Text = { kind: 'text' }
export const integer: Integer = { kind: 'integer' }
/** Only in answers. */
export const flag: Flag = { kind: 'flag' }
export const bytes: Bytes = { kind: 'bytes' }

/** `also`: other names under which Query clients send the elements. */
export const list = <Of extends Shape>(of: Of, each: string, also: readonly string[] = []): List<Of> => ({
  kind: 'list',
  of,
  each,
  also,
})

export const map = <Of extends Shape>(of: Of, each: string, key = 'Name', value = 'Value'): Dictionary<Of> => ({
  kind: 'map',
  of,
  each,
  key,
  value,
})

export const structure = <Of extends Members>(members: Of): Structure<Of> => ({ kind: 'structure', members })
