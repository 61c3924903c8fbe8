import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

// CommonJS packages look the same in tests as in Node itself.
const deps = { interopDefault: false }
// A test that hangs should fail; one that a busy machine holds up should not.
const testTimeout = 60_000
// Commands that tests start need not compile again what those before them did.
const env = { NODE_COMPILE_CACHE: join(tmpdir(), 'sluice-compile-cache') }

export default defineConfig({
  test: {
    // Many tests wait for a process, a disk or a clock: not one core is to be left out.
    maxWorkers: availableParallelism(),
    projects: [
      {
        test: {
          name: 'unit',
          deps,
          testTimeout,
          include: ['{functions,lib,infra,cli,client,scripts,examples,bench}/**/*.test.ts'],
        },
      },
      {
        test: {
          name: 'suites',
          deps,
          testTimeout,
          env,
          include: ['test/**/*.test.ts'],
          exclude: ['test/stack/**', 'test/tidy.test.ts'],
        },
      },
      { test: { name: 'tidy', deps, testTimeout, include: ['test/tidy.test.ts'] } },
    ],
  },
})
