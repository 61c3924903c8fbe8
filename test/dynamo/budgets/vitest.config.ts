import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    name: 'budgets',
    root: import.meta.dirname,
    include: ['slow/*.ts'],
    // CommonJS packages look the same in tests as in Node itself.
    deps: { interopDefault: false },
    // Bounds against hanging: the longest takes half a minute on a machine with nothing else to do.
    testTimeout: 600_000,
  },
})
