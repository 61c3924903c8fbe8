import { basename, join } from 'node:path'
import type { Plugin } from 'esbuild'

/**
 * Clients of the SDK that are loaded by the first call that needs them, with what is used of each. Left to the bundler,
 * what such a client shares with the one that is there from the start would be put where both find it: 50 KB more for
 * every cold start (of S3). So each becomes a file of its own with everything inside.
 */
const clients: Readonly<Record<string, readonly string[]>> = {
  '@aws-sdk/client-s3': ['S3Client', 'PutObjectCommand', 'GetObjectCommand'],
  '@aws-sdk/client-sqs': ['SQSClient', 'SendMessageBatchCommand'],
  '@aws-sdk/client-lambda': ['LambdaClient', 'InvokeCommand'],
  // Comes with them, whole; from the start there is only the part of it that is used.
  '@smithy/node-http-handler': ['NodeHttpHandler'],
}

/** Those that only parts import that are loaded later themselves. */
const ofLaterParts = new Set(['@aws-sdk/client-sqs', '@aws-sdk/client-lambda'])

const exactly = new RegExp(`^(${Object.keys(clients).map(RegExp.escape).join('|')})$`)

/** What is to be built as a file of its own: its name beside the others, and its source. */
export type Part = { name: string; source: string }

/** Notes what is to be built apart, and lets the bundle import it from beside itself. */
export function setApart(parts: Map<string, Part>): Plugin {
  return {
    name: 'apart',
    setup({ onResolve }) {
      onResolve({ filter: exactly }, ({ path, kind }) => {
        if (kind !== 'dynamic-import' && !ofLaterParts.has(path)) return undefined
        const name = basename(path)
        parts.set(path, { name, source: `export { ${clients[path]!.join(', ')} } from '${path}'` })
        return { path: `./${name}.mjs`, external: true }
      })
    },
  }
}

/** Where names of packages are looked up for sources that lie in no folder. */
export const packagesFrom = join(import.meta.dirname, '../..')
