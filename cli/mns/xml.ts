// Enough of XML for the documents of MNS, whose elements hold either others or text, and attributes on the root alone.

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#13;' }
const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** An element that holds text. */
export const element = (name: string, text: string): string =>
  `<${name}>${text.replaceAll(/[&<>\r]/g, character => escapes[character]!)}</${name}>`

export const parent = (name: string, inner: string): string => `<${name}>${inner}</${name}>`

/** What stands between the tags of every element of this name. */
export const innerOf = (xml: string, name: string): string[] =>
  [...xml.matchAll(new RegExp(`<${name}(?:\\s[^>]*)?>([^]*?)</${name}>`, 'g'))].map(([, inner]) => inner!)

/** The text of the first element of this name. */
export function textOf(xml: string, name: string): string | undefined {
  const inner = innerOf(xml, name)[0]
  return inner?.replaceAll(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (all, hex, decimal, word) => {
    if (word !== undefined) return named[word] ?? all
    return String.fromCodePoint(hex === undefined ? Number(decimal) : Number.parseInt(hex, 16))
  })
}
