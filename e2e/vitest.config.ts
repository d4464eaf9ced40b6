import { defineConfig } from 'vitest/config';
import type { TestSequencer, TestSpecification } from 'vitest/node';

// What takes longest goes first, so that neither core waits for the other at the end.
const longest = ['story/faults', 'story/roadside', 'field/faults', 'desk/pages', 'field/tasks'];
const rank = ({ moduleId }: TestSpecification) => {
  const place = longest.findIndex((name) => moduleId.includes(`/e2e/${name}.`));
  return place < 0 ? longest.length : place;
};

class LongestFirst implements TestSequencer {
  sort = (files: TestSpecification[]) => files.toSorted((one, other) => rank(one) - rank(other));
  shard = (files: TestSpecification[]) => files;
}

// The browser's tests: a real Chromium. They wait more than they work, so that two files go side by side.
export default defineConfig({
  test: {
    include: ['e2e/**/*.e2e.ts'],
    globalSetup: ['e2e/support/build.ts', 'e2e/support/exercise.ts'],
    pool: 'forks',
    maxWorkers: 2,
    isolate: false,
    sequence: { sequencer: LongestFirst },
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
});
