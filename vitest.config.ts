import { defineConfig } from 'vitest/config'

// CommonJS packages look the same in tests as in Node itself.
const deps = { interopDefault: false }
// A test that hangs should fail; one that a busy machine holds up should not.
const testTimeout = 60_000

export default defineConfig({
  test: {
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
          include: ['test/**/*.test.ts'],
          exclude: ['test/stack/**', 'test/tidy.test.ts'],
        },
      },
      { test: { name: 'tidy', deps, testTimeout, include: ['test/tidy.test.ts'] } },
    ],
  },
})
