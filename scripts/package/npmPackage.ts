import { execFileSync } from 'node:child_process'
import { chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Bundle, bundleFile } from './bundle.ts'
import { emitClient } from './client.ts'
import { thirdPartyLicences } from './thirdParty.ts'

const papers = ['README.md', 'LICENSE', 'CHANGELOG.md']

/**
 * Lays out what is published in `root/dist/package`: the CLI as one file, the client as JavaScript with its types, the
 * papers. Nothing in it needs another package. Answers the bundled CLI.
 */
export async function buildPackage(root: string): Promise<Bundle> {
  const folder = join(root, 'dist/package')
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const cli = await bundleCli(root, join(folder, 'cli/sluice.js'))
  await emitClient(root, folder)
  for (const paper of papers) copyFileSync(join(root, paper), join(folder, paper))
  writeFileSync(join(folder, 'THIRD-PARTY-LICENSES.txt'), thirdPartyLicences(cli.inputs))
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(publishedManifest(root), null, 2)}\n`)
  return cli
}

async function bundleCli(root: string, file: string): Promise<Bundle> {
  const entry = join(root, 'cli/sluice.ts')
  // esbuild keeps the first line of the source when it names node; a second one would be a syntax error.
  const named = readFileSync(entry, 'utf8').startsWith('#!')
  // Not squeezed: who reads a stack trace of the command should find lines in it.
  const cli = await bundleFile(entry, file, { banner: named ? '' : '#!/usr/bin/env node\n' })
  chmodSync(file, 0o755)
  return cli
}

/** The workspace is private and pins node binaries for development; what is published is small and says what it needs. */
function publishedManifest(root: string): object {
  const { version, description, license } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  return {
    name: 'sluice',
    version,
    description,
    license,
    type: 'module',
    engines: { node: '>=24' },
    bin: { sluice: 'cli/sluice.js' },
    exports: {
      '.': { types: './client/index.d.ts', default: './client/index.js' },
      './package.json': './package.json',
    },
  }
}

/** Packs `root/dist/package` into `root/dist` and answers the path of the archive. */
export function packPackage(root: string): string {
  const command = ['pack', './dist/package', '--pack-destination', './dist', '--json', '--offline', '--ignore-scripts']
  const [{ filename }] = JSON.parse(runNpm(root, command))
  return join(root, 'dist', filename)
}

/** Runs the npm that runs us, if one does: its own file is the one name that works on every system. */
function runNpm(folder: string, command: string[]): string {
  const { npm_execpath: script } = process.env
  const [program, ...before] = script?.endsWith('.js') ? [process.execPath, script] : ['npm']
  const env = { ...process.env, npm_config_update_notifier: 'false' }
  return execFileSync(program!, [...before, ...command], { cwd: folder, encoding: 'utf8', env })
}
