import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Plugin } from 'esbuild'

const root = join(import.meta.dirname, '../..')

/** Puts a text in the place of a module. */
type Replacement = { module: RegExp; importer?: RegExp; text: string }

// A client of the SDK names all that it might need at its top, so nothing but replacing it keeps it out.
const replacements: readonly Replacement[] = [
  {
    // Looks for credentials everywhere, with clients of four more services (STS, single sign-on, sign-in, instance
    // metadata): 140 KB and 23 ms of every cold start, for places that a function never has any from.
    module: /^@aws-sdk\/credential-provider-node$/,
    text: "export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env'",
  },
  {
    // Asks DynamoDB for another endpoint, which only an old variable can switch on: 9 KB.
    module: /^@aws-sdk\/middleware-endpoint-discovery$/,
    text: `
      const never = () => false
      export const NODE_ENDPOINT_DISCOVERY_CONFIG_OPTIONS = {
        environmentVariableSelector: never, configFileSelector: never, default: false,
      }
      export const resolveEndpointDiscoveryConfig = input => input`,
  },
  {
    // SHA-256 in JavaScript, for where Node has none: 3 KB.
    module: /\/Sha256Js$/,
    text: 'export class Sha256Js {}',
  },
  {
    // Slows down callers in a retry mode that nobody here asks for: 3 KB.
    module: /\/DefaultRateLimiter$/,
    text: 'export class DefaultRateLimiter {}',
  },
  {
    // For signing event streams, which no request of ours is: 2 KB.
    module: /\/HeaderFormatter$/,
    importer: /signature-v4/,
    text: 'export class HeaderFormatter {}',
  },
  {
    // Asks the machine for its region where nobody says it: a function is told.
    module: /\/getInstanceMetadataRegion$/,
    text: 'export const getInstanceMetadataRegion = async () => undefined',
  },
]

// How a region becomes an address in each partition of AWS: 20 KB. The stack tells its functions the addresses.
const statedAddresses: readonly Replacement[] = [
  {
    module: /\/endpoint\/endpointResolver$/,
    importer: /client-(dynamodb|secrets-manager)/,
    text: `
      export const defaultEndpointResolver = ({ Endpoint }) => {
        if (Endpoint === undefined) throw new Error('A function has to be told the endpoint.')
        return { url: new URL(Endpoint) }
      }`,
  },
  {
    module: /\/partitions$/,
    importer: /util-endpoints/,
    text: "export const partitionsInfo = { version: '1.1', partitions: [] }",
  },
]

function replacing(name: string, rows: readonly Replacement[]): Plugin {
  return {
    name,
    setup({ onResolve, onLoad }) {
      for (const [index, { module, importer }] of rows.entries())
        onResolve({ filter: module }, args =>
          importer === undefined || importer.test(args.importer) ? { path: `${index}`, namespace: name } : undefined,
        )
      onLoad({ filter: /.*/, namespace: name }, ({ path }) => ({
        contents: rows[Number(path)]!.text,
        resolveDir: root,
      }))
    },
  }
}

/** Leaves out of a bundle what the SDK brings along and a function never uses. */
export const slimSdk = replacing('slim', replacements)

/** Leaves out how addresses are found, for what is told all of them. */
export const slimAddresses = replacing('addresses', statedAddresses)

/** Of a package.json that is imported, only the version is ever asked for. */
export const slimManifests: Plugin = {
  name: 'manifests',
  setup({ onLoad }) {
    onLoad({ filter: /package\.json$/ }, async ({ path }) => ({
      contents: JSON.stringify({ version: JSON.parse(await readFile(path, 'utf8')).version }),
      loader: 'json',
    }))
  },
}

// Of tables, backups, exports, imports and policies: what no call of ours is about.
const foreignError =
  '(?:Backup|ContinuousBackups|Export|GlobalTable|Import|IndexNotFound|InvalidE|InvalidR|PointInTime|Policy|Replica(?:A|N)|Table)\\w+'

/** Leaves out the errors of DynamoDB that no call of ours is answered with, 8 KB; should one be, it is still known by its name. */
export const slimErrors: Plugin = {
  name: 'errors',
  setup({ onLoad }) {
    const known = [
      [/client-dynamodb[\\/].*[\\/]errors\.js$/, `^export class ${foreignError} [^]*?^}$`],
      [
        /client-dynamodb[\\/].*[\\/]schemas_0\.js$/,
        `^n0_registry\\.registerError\\(${foreignError}\\$,.*$|\\b${foreignError},(?=.*errors";$)`,
      ],
    ] as const
    for (const [filter, unused] of known)
      onLoad({ filter }, async ({ path }) => ({
        contents: (await readFile(path, 'utf8')).replaceAll(new RegExp(unused, 'gm'), ''),
      }))
  },
}

/** Settings of a server alone, which no function is ever told. */
const ofServers = ['port', 'host', 'data', 'durability', 'signingRegion', 'clock']
const rowsOfServers = new RegExp(`^  (${ofServers.join('|')}): definition\\(\\{\\n(    .*\\n)+  \\}\\),\\n`, 'gm')

/** What settings say to people at a command line, one property a line, and those of a server: a function has no use for them. */
export const slimSettings: Plugin = {
  name: 'settings',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]lib[\\/]definitions\.ts$/ }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8'))
        .replaceAll(rowsOfServers, '')
        .replaceAll(/^ +(help|placeholder|flag): .*,$/gm, ''),
      loader: 'ts',
    }))
  },
}
