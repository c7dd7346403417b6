import { configDefaults, defineConfig } from 'vitest/config';
import { switchTest, testsBothWays } from './tests/both-ways.ts';

/** Tests with processes that fail, hang and come back, and with a browser: what they wait for happens by time, of which others would take some. */
const timedFolders = ['tests/redis/', 'tests/browser/'];
const timedTests = timedFolders.map((folder) => `${folder}**/*.test.ts`);
const isTimed = (path: string) => timedFolders.some((folder) => path.startsWith(folder));

/** Simulated worlds compute and wait for nothing: in a process that others have warmed up for themselves they take twice as long. */
const worldTests = ['tests/simulation/**/*.test.ts'];

const bothWays = testsBothWays();
const withoutFastPaths = { FAST_PATHS: 'false' };

const timed = {
  // After all others, and fewer at once.
  sequence: { groupOrder: 1 },
  maxWorkers: 2,
};

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
          exclude: [...configDefaults.exclude, switchTest, ...worldTests, ...timedTests],
          // One process for many files: to load everything anew for each took longer than most tests do.
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'plain',
          include: [switchTest, ...bothWays.filter((path) => !isTimed(path))],
          env: withoutFastPaths,
          isolate: false,
        },
      },
      { extends: true, test: { name: 'worlds', include: worldTests } },
      { extends: true, test: { name: 'timed', include: timedTests, ...timed } },
      {
        extends: true,
        test: { name: 'timed-plain', include: bothWays.filter(isTimed), env: withoutFastPaths, ...timed },
      },
    ],
    // Generous, because machines of CI may be slow: a test that waits for something says how long itself.
    testTimeout: 30_000,
    // A machine of CI may stand still for longer than the product waits. Who needed a second try is named before the totals.
    retry: process.env['CI'] ? 1 : 0,
    setupFiles: ['tests/testkit/patience.ts'],
    expect: { poll: { timeout: 10_000 } },
    // Most tests wait, for a process, a timeout or Twilio's pace, more than they compute.
    maxWorkers: 3,
    hookTimeout: 60_000,
    // CI counts the tests from the file; a terminal needs none.
    reporters: process.env['CI'] ? ['default', ['json', { outputFile: 'coverage/tests.json' }]] : ['default'],
  },
});
