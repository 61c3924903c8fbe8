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

// Scripts of their own, so that what everybody runs stays below three minutes: what wants Java, and what is a matter of load
// or starts a process for each of its steps.
const slower = {
  'dynamodb-local': ['test/dynamo/localContract.test.ts', 'test/dynamo/oracle.test.ts', 'test/dynamo/serve.test.ts'],
  load: [
    'test/cli/access.test.ts',
    'test/cli/example.test.ts',
    'test/cli/importPages.test.ts',
    'test/cli/packed.test.ts',
    'test/cli/verify.test.ts',
    'test/cli/verifyMns.test.ts',
    'test/cli/verifySqs.test.ts',
    'test/cli/work.test.ts',
    'test/embedded/kill.test.ts',
    'test/fair/fair.test.ts',
    'test/guide/fromMns.test.ts',
    'test/guide/fromSqs.test.ts',
    'test/server/command.test.ts',
    'test/server/crowd.test.ts',
    'test/server/idle.test.ts',
  ],
}

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
          exclude: ['test/stack/**', 'test/tidy.test.ts', ...Object.values(slower).flat()],
        },
      },
      ...Object.entries(slower).map(([name, include]) => ({ test: { name, deps, testTimeout, env, include } })),
      { test: { name: 'tidy', deps, testTimeout, include: ['test/tidy.test.ts'] } },
    ],
  },
})
