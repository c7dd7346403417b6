import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { clientActions } from '../../../src/emulator/actions.ts';
import { defaultRoles } from '../../../src/emulator/default-roles.ts';
import { faultChecks } from '../../../src/emulator/faults.ts';
import { assumptionDefaults, emulatorDefaults } from '../../../src/emulator/options.ts';
import { startEmulator } from '../../testkit/emulator.ts';

const document = readFileSync(new URL('../../../docs/emulator.md', import.meta.url), 'utf8').replaceAll(
  /```.*?```/gs,
  '',
);

/** Everything between backticks in one section of the document. */
function codeIn(section: string): readonly string[] {
  const start = document.indexOf(`# ${section}\n`);
  const end = document.slice(start + 2).search(/^#/m);
  const text = document.slice(start, end === -1 ? undefined : start + 2 + end);
  return [...text.matchAll(/`([^`]+)`/g)].map(([, code]) => code ?? '');
}

const firstWords = (section: string) => new Set(codeIn(section).map((code) => /^\w+/.exec(code)?.[0] ?? ''));

describe('the document of the emulator', () => {
  it.each([
    ['Assumptions', Object.keys(assumptionDefaults)],
    ['Faults', Object.keys(faultChecks)],
    ['Actions', Object.keys(clientActions)],
  ])('names in "%s" everything there is', (section, names) => {
    expect([...firstWords(section)]).toEqual(expect.arrayContaining(names));
  });

  it('names the roles with their permissions', () => {
    for (const role of [defaultRoles.serviceUser, defaultRoles.channelUser]) {
      const line = document.split('\n').find((text) => text.startsWith(`| \`${role.friendlyName}\``));
      expect(line).toContain(`| ${role.permissions.join(', ')} |`);
    }
  });

  it('names the control routes, all of them and no others', async () => {
    const { origin } = await startEmulator();
    const documented = codeIn('Control').filter((code) => /^(GET|POST|DELETE) /.test(code));

    const response = await fetch(`${origin}/__emulator/unknown`);
    const { error } = (await response.json()) as { error: string };

    const known = error.replace('Control routes are ', '').split(', ');
    expect(new Set(documented)).toEqual(new Set(known));
  });

  it('names the credentials of an emulator that nobody configured', () => {
    for (const value of Object.values(emulatorDefaults)) expect(document).toContain(`\`${value}\``);
  });
});
