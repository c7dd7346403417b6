/**
 * Prints `N passed, N failed` from vitest's JSON report, and before it which tests passed at their second try only, with why the first one
 * failed; a run that failed without a failed test counts as one failure.
 */
import { existsSync, readFileSync } from 'node:fs';

const [reportPath, exitCode] = process.argv.slice(2);
const report = existsSync(reportPath) ? JSON.parse(readFileSync(reportPath, 'utf8')) : undefined;
for (const { name, assertionResults } of report?.testResults ?? []) {
  for (const { fullName, status, failureMessages } of assertionResults) {
    if (status !== 'passed' || failureMessages.length === 0) continue;
    console.log(`At the second try: ${name} > ${fullName}\n${failureMessages.join('\n')}`);
  }
}
const passed = report?.numPassedTests ?? 0;
const failed = report?.numFailedTests ?? 0;
console.log(`${passed} passed, ${exitCode === '0' ? failed : Math.max(failed, 1)} failed`);
