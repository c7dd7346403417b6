import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: {
    // Vite would load graphql's ESM build for our sources while Node hands its CommonJS build to dependencies: two
    // copies of the classes that graphql compares with instanceof. One file for both keeps them one.
    alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }],
  },
  test: {
    include: ['tests/**/*.test.ts'],
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
