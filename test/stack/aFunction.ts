import { type ChildProcess, fork } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { filesInZip } from './zip.ts'

const runtime = join(import.meta.dirname, 'lambda.mjs')

export type Result = { statusCode: number; body?: string; isBase64Encoded?: boolean }

/** What Lambda itself puts into a function's environment, as far as anybody reads it. Nothing of this machine is in it. */
export const lambdaEnvironment = (name: string): Record<string, string> => ({
  AWS_REGION: 'eu-central-1',
  AWS_DEFAULT_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: 'ASIAOFTHEROLE',
  AWS_SECRET_ACCESS_KEY: 'secret',
  AWS_SESSION_TOKEN: 'token',
  AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
  AWS_LAMBDA_FUNCTION_NAME: name,
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '1024',
  _HANDLER: `dist/functions/${name}/index.handler`,
  LANG: 'en_US.UTF-8',
  TZ: ':UTC',
})

/** Unpacks a function's zip into a folder and loads its handler in a process of its own. Rejects with what it said. */
export async function aFunction(name: string, zip: Buffer, folder: string, environment: Record<string, string>) {
  for (const [path, content] of filesInZip(zip)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
  const child = fork(runtime, [join(folder, `dist/functions/${name}/index.mjs`)], {
    cwd: folder,
    env: { ...lambdaEnvironment(name), ...environment },
    execArgv: [],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  const said: string[] = []
  for (const stream of [child.stdout!, child.stderr!]) stream.on('data', text => said.push(String(text)))
  const stop = () => void child.kill('SIGKILL')
  try {
    await next(child, said)
  } catch (error) {
    stop()
    throw error
  }
  const call = async (event: object): Promise<Result> => {
    const answered = next(child, said)
    child.send({ event, timeoutMs: 29_000 })
    return answered
  }
  return { call, said, stop }
}

type Answer = { result: Result; failure?: string }

function next(child: ChildProcess, said: readonly string[]): Promise<Result> {
  return new Promise((resolve, reject) => {
    const gone = () => reject(new Error(`the function ended: ${said.join('')}`))
    child.once('close', gone)
    child.once('message', message => {
      child.off('close', gone)
      const { result, failure } = message as Answer
      if (failure === undefined) resolve(result)
      else reject(new Error(failure))
    })
  })
}

let requests = 0

/** An event as an HTTP API sends it, format 2.0. */
export function anEvent(method: string, path: string, body?: unknown, authorization?: string): object {
  const requestId = `request-${++requests}`
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: '',
    headers: {
      accept: '*/*',
      'content-type': 'application/json',
      host: 'abcdefghij.execute-api.eu-central-1.amazonaws.com',
      'x-forwarded-for': '192.0.2.1',
      'x-forwarded-proto': 'https',
      ...(authorization !== undefined && { authorization }),
    },
    requestContext: {
      accountId: '123456789012',
      apiId: 'abcdefghij',
      domainName: 'abcdefghij.execute-api.eu-central-1.amazonaws.com',
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'a test' },
      requestId,
      routeKey: '$default',
      stage: '$default',
      timeEpoch: 784_111_777_000,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    isBase64Encoded: false,
  }
}
