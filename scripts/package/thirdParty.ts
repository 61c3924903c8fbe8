import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, sep } from 'node:path'

/** The licences of the packages whose files went into a bundle, as one text. */
export function thirdPartyLicences(inputs: readonly string[]): string {
  const folders = [...new Set(inputs.map(packageFolder).filter(folder => folder !== undefined))].sort()
  return folders.map(licenceOf).join(`\n${'-'.repeat(80)}\n\n`)
}

/** The folder of the package that a file belongs to: what follows the last `node_modules`, with its scope. */
export function packageFolder(file: string): string | undefined {
  const parts = file.split(sep)
  const at = parts.lastIndexOf('node_modules')
  if (at < 0) return undefined
  const depth = parts[at + 1]!.startsWith('@') ? 3 : 2
  return parts.slice(0, at + depth).join(sep)
}

/** Name, version, licence and its text, or the author where the text is not in the package. Throws for a package that does not say under which licence it comes. */
function licenceOf(folder: string): string {
  const { name, version, license, author } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  if (typeof license !== 'string') throw new Error(`${name} names no licence`)
  const file = readdirSync(folder).find(entry => /^licen[cs]e/i.test(entry))
  const text =
    file === undefined ? `by ${author?.name ?? author ?? 'its authors'}\n` : readFileSync(join(folder, file), 'utf8')
  const notice = existsSync(join(folder, 'NOTICE')) ? readFileSync(join(folder, 'NOTICE'), 'utf8') : ''
  return [`${name} ${version} (${license})\n`, text, notice].filter(Boolean).join('\n')
}
