/** Prints `N passed, N failed` from vitest's JSON report; a run that failed without a failed test counts as one failure. */
import { existsSync, readFileSync } from 'node:fs';

const [reportPath, exitCode] = process.argv.slice(2);
const report = existsSync(reportPath) ? JSON.parse(readFileSync(reportPath, 'utf8')) : undefined;
const passed = report?.numPassedTests ?? 0;
const failed = report?.numFailedTests ?? 0;
console.log(`${passed} passed, ${exitCode === '0' ? failed : Math.max(failed, 1)} failed`);
