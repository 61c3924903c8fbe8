import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { type ServeOptions, type Server, serve } from '../../cli/serve/server.ts'
import { type Flags, readSettings } from '../../lib/config.ts'

export function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-server-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

type Answered = { status: number; headers: Headers; body: string; json: () => ReturnType<typeof JSON.parse> }

/** A server on a free port, stopped when the test ends, and a way to ask it. The memory store unless told otherwise. */
export async function aServer(flags: Flags = {}, options: ServeOptions = {}) {
  const server = await serve(readSettings({ port: '0', store: 'memory', ...flags }, {}), options)
  onTestFinished(() => server.stop())
  const ask = (method: string, path: string, body?: unknown) => askAt(server, method, path, body)
  return { server, port: server.port, ask }
}

async function askAt({ url }: Server, method: string, path: string, body?: unknown): Promise<Answered> {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(
    url + path,
    body === undefined ? { method } : { method, headers, body: JSON.stringify(body) },
  )
  const text = await response.text()
  return { status: response.status, headers: response.headers, body: text, json: () => JSON.parse(text) }
}
