import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { type BuildOptions, build, type Metafile, type OutputFile } from 'esbuild'
import { type Part, packagesFrom, setApart } from './apart.ts'
import { ownOperations } from './ownOperations.ts'
import { ownRoutes } from './ownRoutes.ts'
import { slimAddresses, slimErrors, slimManifests, slimSdk, slimSettings } from './slim.ts'

/**
 * One bundle and what it weighs. `bytes` is what `file` brings in when it is imported; `laterBytes` what it may ask for
 * afterwards. `inputs` are the absolute paths of the sources that went into it, `eagerInputs` those that come in at once.
 */
export type Bundle = {
  name: string
  file: string
  bytes: number
  gzipBytes: number
  laterBytes: number
  exports: string[]
  inputs: string[]
  eagerInputs: string[]
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

/**
 * Bundles every entry of a folder to `outFolder/NAME/index.mjs`; what is imported only when it is needed lies beside it.
 * Throws where an entry exports no `handler`.
 */
export async function bundleFunctions(entriesFolder: string, outFolder: string): Promise<Bundle[]> {
  const names = functionNames(entriesFolder)
  if (names.length === 0) throw new Error(`no functions in ${entriesFolder}`)
  rmSync(outFolder, { recursive: true, force: true })
  return Promise.all(names.map(name => bundleFunction(name, join(entriesFolder, `${name}.ts`), outFolder)))
}

async function bundleFunction(name: string, entry: string, outFolder: string): Promise<Bundle> {
  const folder = join(outFolder, name)
  const bundle = await bundleParts(entry, folder)
  if (!bundle.exports.includes('handler')) throw new Error(`${entry} exports no handler`)
  return { ...bundle, name }
}

/** One entry in; `index.mjs` out, and a file for what several parts share or what is loaded later. */
async function bundleParts(entry: string, folder: string): Promise<Bundle> {
  const parts = new Map<string, Part>()
  const { outputFiles, metafile } = await buildWithRequire({
    ...ofFunctions(folder),
    splitting: true,
    plugins: [
      slimSdk,
      slimAddresses,
      slimErrors,
      slimManifests,
      slimSettings,
      ...own(basename(folder)),
      setApart(parts),
    ],
    entryPoints: [{ in: entry, out: 'index' }],
    chunkNames: '[name]-[hash]',
  })
  const apart = await Promise.all(Array.from(parts.values(), part => buildApart(part, folder)))
  const files = [...outputFiles, ...apart.flatMap(built => built.outputFiles)]
  mkdirSync(folder, { recursive: true })
  for (const { path, contents } of files) writeFileSync(path, contents)
  return measured(join(folder, 'index.mjs'), files, metafile)
}

/** Leaves with a function what it is for. */
const own = (name: string) => [ownRoutes(name), ownOperations(name)]

const ofFunctions = (folder: string) => ({
  ...options,
  // Names of classes go: what is logged tells errors apart by their `name`, which each of ours states itself.
  minify: true,
  outdir: folder,
  outExtension: { '.js': '.mjs' },
})

const buildApart = ({ name, source }: Part, folder: string): Promise<Built> =>
  buildWithRequire({
    ...ofFunctions(folder),
    plugins: [slimSdk, slimManifests],
    stdin: { contents: source, resolveDir: packagesFrom },
    entryNames: name,
  })

/** What a bundle is made with beside the common options: text to begin with. */
export type Extras = { banner?: string }

/** One file in, one file out, with everything it imports inside; only node's own modules stay outside. */
export async function bundleFile(entry: string, file: string, { banner = '' }: Extras = {}): Promise<Bundle> {
  const { outputFiles, metafile } = await buildWithRequire({
    ...options,
    entryPoints: [entry],
    outfile: file,
    banner: { js: banner },
  })
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, outputFiles[0]!.contents)
  return { ...measured(file, outputFiles, metafile), name: basename(entry, '.ts') }
}

type Built = { outputFiles: OutputFile[]; metafile: Metafile }
type InMemory = typeof options & BuildOptions

/** Built once more with the banner where something in it asks for `require`. */
async function buildWithRequire(wish: InMemory): Promise<Built> {
  const plain = await build(wish)
  if (!plain.outputFiles.some(({ text }) => usesRequire(text))) return plain
  return build({ ...wish, banner: { js: (wish.banner?.js ?? '') + requireBanner } })
}

function measured(file: string, outputFiles: readonly OutputFile[], metafile: Metafile): Bundle {
  const outputs = new Map(Object.entries(metafile.outputs).map(([path, output]) => [resolve(path), output]))
  const eager = importedBy(file, outputs)
  const bytesOf = (files: readonly OutputFile[]) => files.reduce((sum, { contents }) => sum + contents.length, 0)
  const now = outputFiles.filter(({ path }) => eager.has(path))
  return {
    name: basename(file),
    file,
    bytes: bytesOf(now),
    gzipBytes: now.reduce((sum, { contents }) => sum + gzipSync(contents).length, 0),
    laterBytes: bytesOf(outputFiles) - bytesOf(now),
    exports: outputs.get(file)!.exports,
    inputs: inputsOf([...outputs.values()]),
    eagerInputs: inputsOf([...eager].map(path => outputs.get(path)!)),
  }
}

const inputsOf = (outputs: readonly Metafile['outputs'][string][]): string[] =>
  outputs.flatMap(({ inputs }) => Object.keys(inputs).map(path => resolve(path)))

/** The files that come in with `file`, itself among them: imports that are no calls, and theirs. */
function importedBy(file: string, outputs: ReadonlyMap<string, Metafile['outputs'][string]>): Set<string> {
  const found = new Set([file])
  for (const path of found) {
    const statements = outputs
      .get(path)!
      .imports.filter(({ kind, external }) => kind === 'import-statement' && !external)
    for (const { path: imported } of statements) found.add(resolve(imported))
  }
  return found
}

/** The words of the error that esbuild puts in place of a `require` it could not resolve. */
const usesRequire = (text: string): boolean => text.includes('Dynamic require of "')
