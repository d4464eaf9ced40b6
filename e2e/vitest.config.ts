import { defineConfig } from 'vitest/config';

// The browser's tests: a real Chromium. They wait more than they work, so that two files go side by side.
export default defineConfig({
  test: {
    include: ['e2e/**/*.e2e.ts'],
    globalSetup: ['e2e/support/build.ts', 'e2e/support/exercise.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
});
