import { defineConfig } from 'vitest/config'

// CommonJS packages look the same in tests as in Node itself.
const deps = { interopDefault: false }

export default defineConfig({
  test: {
    projects: [
      {
        test: { name: 'unit', deps, include: ['{functions,lib,infra,cli,client,scripts,examples,bench}/**/*.test.ts'] },
      },
      {
        test: { name: 'suites', deps, include: ['test/**/*.test.ts'], exclude: ['test/stack/**', 'test/tidy.test.ts'] },
      },
      { test: { name: 'tidy', deps, include: ['test/tidy.test.ts'] } },
    ],
  },
})
