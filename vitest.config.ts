import { defineConfig } from 'vitest/config';

// Unit, property and database tests. The browser's tests have a configuration of their own (e2e/).
export default defineConfig({
  test: {
    include: ['{domain,server,web,scripts}/**/*.test.{ts,tsx}'],
    globalSetup: ['server/test/global-setup.ts'],
    pool: 'forks',
    // A worker goes from file to file with what it has loaded; what is changed for a test is put back by it.
    isolate: false,
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
