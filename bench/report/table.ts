/** A table in Markdown that is also readable as it is: columns padded, all but the first `texts` aligned right. */
export function table(head: readonly string[], rows: readonly (readonly string[])[], texts: number): string {
  const widths = head.map((title, at) => Math.max(title.length, 3, ...rows.map(row => row[at]!.length)))
  const line = (cells: readonly string[]): string => `| ${cells.map(pad).join(' | ')} |`
  const pad = (cell: string, at: number): string => (at < texts ? cell.padEnd(widths[at]!) : cell.padStart(widths[at]!))
  const rule = widths.map((width, at) => (at < texts ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`))
  return [line(head), line(rule), ...rows.map(line)].join('\n')
}
