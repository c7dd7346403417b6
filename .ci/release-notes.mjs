/**
 * Prints what the changelog says of a version, for its release: `node .ci/release-notes.mjs v0.2.0`. Ends with 1 and the reasons where tag,
 * manifest, lock and changelog do not agree, so that nothing half prepared is published.
 */
import { readFileSync } from 'node:fs';

const [tag = ''] = process.argv.slice(2);
const read = (path) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
const { version } = JSON.parse(read('package.json'));
const lock = JSON.parse(read('package-lock.json'));
const sections = new Map(
  read('CHANGELOG.md')
    .split(/^## /m)
    .slice(1)
    .map((section) => {
      const end = section.indexOf('\n');
      return [section.slice(0, end).replace(/[[\]]/g, '').trim(), section.slice(end).trim()];
    }),
);
const notes = sections.get(version);

const problems = [
  tag !== `v${version}` && `The tag is ${tag || 'not given'}, and package.json says ${version}.`,
  lock.version !== version && `package-lock.json says ${lock.version}, and package.json says ${version}.`,
  !notes && `CHANGELOG.md says nothing of ${version}.`,
  sections.get('Unreleased') && 'CHANGELOG.md still has entries under Unreleased.',
].filter(Boolean);

if (problems.length > 0) {
  console.error(problems.join('\n'));
  process.exitCode = 1;
} else {
  console.log(notes);
}
