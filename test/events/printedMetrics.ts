import { afterEach, beforeEach, vi } from 'vitest'

export type Blob = Record<string, unknown>

/** What the functions of a test print to stdout as metrics of their own, of each test anew; those of queues are tested by themselves. */
export function printedMetrics(): () => Blob[] {
  let blobs: Blob[]
  beforeEach(() => {
    blobs = []
    vi.spyOn(process.stdout, 'write').mockImplementation(printed => {
      const blob = JSON.parse(String(printed)) as Blob
      if (blob.function !== undefined) blobs.push(blob)
      return true
    })
  })
  afterEach(() => vi.restoreAllMocks())
  return () => blobs
}
