import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Plugin } from 'esbuild'

/**
 * Packages of the SDK that a function has no use for, each with what stands in for it, and why. A client of the SDK names
 * them at its top, so nothing but replacing them keeps them out.
 */
const replacements: Readonly<Record<string, string>> = {
  // Looks for credentials everywhere, with clients of four more services (STS, single sign-on, sign-in, instance
  // metadata): 140 KB and 23 ms of every cold start, for places that a function never has any from.
  '@aws-sdk/credential-provider-node': `
    import { fromEnv } from '@aws-sdk/credential-provider-env'
    export const defaultProvider = fromEnv`,
  // Asks DynamoDB for another endpoint, which only an old variable can switch on: 9 KB.
  '@aws-sdk/middleware-endpoint-discovery': `
    export const NODE_ENDPOINT_DISCOVERY_CONFIG_OPTIONS = {
      environmentVariableSelector: () => false, configFileSelector: () => false, default: false,
    }
    export const resolveEndpointDiscoveryConfig = input => input`,
}

// The rules by which a region becomes an address, for all partitions of AWS: 20 KB. The stack knows the address.
const statedEndpoint = `
  export const defaultEndpointResolver = ({ Endpoint }) => {
    if (Endpoint === undefined) throw new Error('SLUICE_DYNAMO_ENDPOINT is not set.')
    return { url: new URL(Endpoint) }
  }`

const root = join(import.meta.dirname, '../..')

const exactly = new RegExp(`^(${Object.keys(replacements).map(RegExp.escape).join('|')})$`)

/** Leaves out of a bundle what the SDK brings along and a function never uses. */
export const slimSdk: Plugin = {
  name: 'slim SDK',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: exactly }, ({ path }) => ({ path, namespace: 'slim' }))
    onResolve({ filter: /\/endpoint\/endpointResolver$/ }, ({ importer }) =>
      importer.includes('client-dynamodb') ? { path: 'endpoint', namespace: 'stated' } : undefined,
    )
    onLoad({ filter: /.*/, namespace: 'stated' }, () => ({ contents: statedEndpoint, resolveDir: root }))
    onLoad({ filter: /package\.json$/ }, async ({ path }) => ({
      contents: JSON.stringify({ version: JSON.parse(await readFile(path, 'utf8')).version }),
      loader: 'json',
    }))
    onLoad({ filter: exactly, namespace: 'slim' }, ({ path }) => ({ contents: replacements[path]!, resolveDir: root }))
  },
}
