import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { type BuildOptions, build } from 'esbuild'

/** One bundled file and what it weighs. `inputs` are the absolute paths of the files that went into it. */
export type Bundle = {
  name: string
  file: string
  bytes: number
  gzipBytes: number
  exports: string[]
  inputs: string[]
}

/**
 * How everything of ours is bundled. `mainFields` matters: left alone, esbuild takes the CommonJS build of a package
 * for node, which is larger and can die at import.
 */
const options = {
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  mainFields: ['module', 'main'],
  keepNames: true, // what is squeezed still tells errors apart by the names of their classes
  legalComments: 'none', // the licences of what is bundled are gathered in one file, see thirdParty.ts
  logLevel: 'warning',
  metafile: true,
  write: false,
} satisfies BuildOptions

/** CommonJS packages inside an ES module ask for node's own modules by `require`, which a module does not have. */
const requireBanner =
  "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);\n"

/** Names of the functions: every entry `NAME.ts` of a folder. */
export const functionNames = (entriesFolder: string): string[] =>
  readdirSync(entriesFolder)
    .filter(file => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map(file => basename(file, '.ts'))
    .sort()

/** Bundles every entry of a folder to `outFolder/NAME/index.mjs`. Throws where an entry exports no `handler`. */
export async function bundleFunctions(entriesFolder: string, outFolder: string): Promise<Bundle[]> {
  const names = functionNames(entriesFolder)
  if (names.length === 0) throw new Error(`no functions in ${entriesFolder}`)
  rmSync(outFolder, { recursive: true, force: true })
  return Promise.all(names.map(name => bundleFunction(name, join(entriesFolder, `${name}.ts`), outFolder)))
}

async function bundleFunction(name: string, entry: string, outFolder: string): Promise<Bundle> {
  const bundle = await bundleFile(entry, join(outFolder, name, 'index.mjs'), { minify: true })
  if (!bundle.exports.includes('handler')) throw new Error(`${entry} exports no handler`)
  return { ...bundle, name }
}

/** What a file is made with beside the common options: text to begin with, and whether it is squeezed. */
export type Extras = { banner?: string; minify?: boolean }

/** One file in, one file out, with everything it imports inside; only node's own modules stay outside. */
export async function bundleFile(entry: string, file: string, extras: Extras): Promise<Bundle> {
  const plain = await bundleText(entry, extras)
  const withRequire = { ...extras, banner: (extras.banner ?? '') + requireBanner }
  const { text, exports, inputs } = usesRequire(plain.text) ? await bundleText(entry, withRequire) : plain
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
  const bytes = Buffer.from(text)
  return { name: basename(entry, '.ts'), file, bytes: bytes.length, gzipBytes: gzipSync(bytes).length, exports, inputs }
}

type Bundled = Pick<Bundle, 'exports' | 'inputs'> & { text: string }

async function bundleText(entry: string, { banner = '', minify = false }: Extras): Promise<Bundled> {
  const { outputFiles, metafile } = await build({ ...options, entryPoints: [entry], minify, banner: { js: banner } })
  const [output] = Object.values(metafile.outputs)
  const inputs = Object.keys(metafile.inputs).map(path => resolve(path))
  return { text: outputFiles[0]!.text, exports: output!.exports, inputs }
}

/** The words of the error that esbuild puts in place of a `require` it could not resolve. */
const usesRequire = (text: string): boolean => text.includes('Dynamic require of "')
