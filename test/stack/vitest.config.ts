import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    name: 'stack',
    root: import.meta.dirname,
    include: ['**/*.test.ts'],
    // CommonJS packages look the same in tests as in Node itself.
    deps: { interopDefault: false },
    // Packaging a stage takes seconds and the validator some more to load; these are bounds against hanging.
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
})
