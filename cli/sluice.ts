#!/usr/bin/env node
// The command line of Sluice.
import { fstatSync } from 'node:fs'
import { run } from './program.ts'
import { readSettings } from './settings.ts'
import type { World } from './world.ts'

const signals = ['SIGINT', 'SIGTERM'] as const

const onSignal: World['onSignal'] = stop => {
  for (const signal of signals) process.on(signal, stop)
  return () => {
    for (const signal of signals) process.off(signal, stop)
  }
}

function sizeOfFile(descriptor: number): number | undefined {
  try {
    const file = fstatSync(descriptor)
    return file.isFile() ? file.size : undefined
  } catch {
    return undefined // closed
  }
}

const { stdin, stdout, stderr } = process
// A failed write is reported to whoever wrote; without these it would end the process as well.
for (const stream of [stdout, stderr]) stream.on('error', () => {})

const world: World = { settings: readSettings(), stdin, stdinBytes: sizeOfFile(0), stdout, stderr, onSignal }
process.exitCode = await run(process.argv.slice(2), world)
