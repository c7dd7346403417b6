import { configDefaults, defineConfig } from 'vitest/config';

/** Holds that the project `plain` is what it says, and would fail in any other. */
const switchTest = 'tests/integration/without-fast-paths.test.ts';

/** Tests with processes that fail, hang and come back, and with a browser: what they wait for happens by time, of which others would take some. */
const timedTests = ['tests/redis/**/*.test.ts', 'tests/browser/**/*.test.ts'];

/** Tests of behaviour that has to be the same with all fast paths off: what is asked, told, refused and weighed. */
const alsoWithoutFastPaths = [
  'tests/conformance/*.test.ts',
  'tests/integration/queries.test.ts',
  'tests/integration/mutations.test.ts',
  'tests/integration/live.test.ts',
  'tests/integration/live-writes.test.ts',
  'tests/integration/membership.test.ts',
  'tests/integration/message-paging.test.ts',
  'tests/integration/limits.test.ts',
  'tests/integration/limit-bounds.test.ts',
  'tests/integration/socket-limits.test.ts',
  'tests/integration/operation-cost.test.ts',
  'tests/integration/operation-cost-writes.test.ts',
  'tests/integration/bad-requests.test.ts',
  'tests/integration/entity-tags.test.ts',
  'tests/integration/reload.test.ts',
  'tests/integration/webhooks.test.ts',
];

export default defineConfig({
  resolve: {
    // Vite would load graphql's ESM build for our sources while Node hands its CommonJS build to dependencies: two
    // copies of the classes that graphql compares with instanceof. One file for both keeps them one.
    alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }],
  },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'whole',
          include: ['tests/**/*.test.ts'],
          exclude: [...configDefaults.exclude, switchTest, ...timedTests],
        },
      },
      {
        extends: true,
        test: {
          name: 'plain',
          include: [switchTest, ...alsoWithoutFastPaths],
          env: { FAST_PATHS: 'false' },
        },
      },
      {
        extends: true,
        test: {
          name: 'timed',
          include: timedTests,
          // After all others, and fewer at once.
          sequence: { groupOrder: 1 },
          maxWorkers: 2,
          // A machine of CI may stand still for longer than the product waits. The report names who needed a second try.
          retry: process.env['CI'] ? 1 : 0,
        },
      },
    ],
    // Generous, because machines of CI may be slow: a test that waits for something says how long itself.
    testTimeout: 30_000,
    setupFiles: ['tests/testkit/patience.ts'],
    expect: { poll: { timeout: 10_000 } },
    // Most tests wait, for a process, a timeout or Twilio's pace, more than they compute.
    maxWorkers: 3,
    hookTimeout: 60_000,
    // CI counts the tests from the file; a terminal needs none.
    reporters: process.env['CI'] ? ['default', ['json', { outputFile: 'coverage/tests.json' }]] : ['default'],
  },
});
