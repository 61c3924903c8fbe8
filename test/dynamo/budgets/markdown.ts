/** A table of Markdown: numbers to the right. */
export function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const isNumber = (at: number): boolean => rows.every(row => /^(-|~?\$?[\d.,]+( x)?)$/.test(row[at]!))
  const rule = heads.map((_, at) => (at > 0 && isNumber(at) ? '--:' : '---'))
  return [heads, rule, ...rows].map(cells => `| ${cells.join(' | ')} |`).join('\n')
}

/** At most two digits behind the point, without zeros at the end. */
export const units = (value: number): string => Number(value.toFixed(2)).toLocaleString('en')

/** Dollars and cents; where there are hardly any, as many digits as it takes to see something. */
export const usd = (value: number): string => {
  if (value === 0) return '-'
  const digits = value >= 0.1 ? 2 : Math.min(6, 1 - Math.floor(Math.log10(value)))
  return `$${value.toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: digits })}`
}

export const size = (bytes: number): string => (bytes < 1024 ? `${bytes} B` : `${bytes / 1024} KB`)
