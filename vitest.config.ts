import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

// CommonJS packages look the same in tests as in Node itself.
const deps = { interopDefault: false }
// A test that hangs should fail; one that a busy machine holds up should not.
const testTimeout = 60_000
// Commands that tests start need not compile again what those before them did.
const env = { NODE_COMPILE_CACHE: join(tmpdir(), 'sluice-compile-cache') }
// Unit tests of one worker share what they import, which saves half of their time. Those that put other timers or modules in the
// place of the real ones would do so for all that come after them.
const apart = ['lib/bodies/fullFolder.test.ts', 'lib/clock.test.ts', 'lib/http/lambda.test.ts']

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
          isolate: false,
          include: ['{functions,lib,infra,cli,client,scripts,examples,bench}/**/*.test.ts'],
          exclude: apart,
        },
      },
      {
        test: {
          name: 'suites',
          deps,
          testTimeout,
          env,
          include: ['test/**/*.test.ts', ...apart],
          exclude: ['test/stack/**', 'test/tidy.test.ts'],
        },
      },
      { test: { name: 'tidy', deps, testTimeout, include: ['test/tidy.test.ts'] } },
    ],
  },
})
