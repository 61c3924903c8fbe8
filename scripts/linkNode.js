// Runs after `npm ci`, on whatever Node there is: makes sure that npm scripts find the Node 24 that came along. The
// packages for the platforms all bring a command `node`; npm 10 removes it together with those that do not fit.
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const modules = join(import.meta.dirname, '..', 'node_modules')
const isWindows = process.platform === 'win32'
const name = `node-${isWindows ? 'win' : process.platform}-${process.arch}`
const binary = join(name, 'bin', isWindows ? 'node.exe' : 'node')
const link = join(modules, '.bin', isWindows ? 'node.cmd' : 'node')

if (existsSync(join(modules, binary)) && !existsSync(link)) {
  mkdirSync(join(modules, '.bin'), { recursive: true })
  if (isWindows) writeFileSync(link, `@"%~dp0..\\${binary}" %*\r\n`)
  else symlinkSync(join('..', binary), link)
}
