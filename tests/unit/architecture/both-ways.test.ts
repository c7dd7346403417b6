import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import config from '../../../vitest.config.ts';
import { gatewayTests, onlyWithFastPaths, switchTest } from '../../both-ways.ts';
import { repositoryRoot } from './source-file.ts';

const projects = (config.test?.projects ?? []).flatMap((project) =>
  typeof project === 'object' && 'test' in project ? [project.test] : [],
);
/** Files that run with the switch turned off. */
const plain = projects
  .filter((project) => project?.env?.['FAST_PATHS'] === 'false')
  .flatMap((project) => project?.include ?? []);

describe('every test file that starts a gateway', () => {
  test('runs with all fast paths and with none, or is named with why it does not', () => {
    const once = gatewayTests().filter((path) => !plain.includes(path));

    expect(once).toEqual(Object.keys(onlyWithFastPaths).toSorted());
    for (const reason of Object.values(onlyWithFastPaths)) expect(reason).toMatch(/^.{20,}$/);
  });

  test('is found, whatever it starts one with', () => {
    const starters =
      /\b(createGateway|startGateways?|startGatewayProcess|startChat|startChatServer|startCommand)\(/;
    const starting = [
      'abuse',
      'browser',
      'conformance',
      'contract',
      'fuzz',
      'integration',
      'package',
      'redis',
      'surface',
    ]
      .flatMap((folder) =>
        readdirSync(join(repositoryRoot, 'tests', folder), { recursive: true, encoding: 'utf8' }).map(
          (name) => `tests/${folder}/${name.replaceAll('\\', '/')}`,
        ),
      )
      .filter((path) => path.endsWith('.test.ts'))
      .filter((path) => starters.test(readFileSync(join(repositoryRoot, path), 'utf8')));

    expect(gatewayTests()).toEqual(expect.arrayContaining(starting));
    expect(starting.length).toBeGreaterThan(40);
  });

  test('hands the switch on where it makes a gateway by itself', () => {
    const offenders = gatewayTests().filter((path) => {
      const text = readFileSync(join(repositoryRoot, path), 'utf8');
      return text.includes('createGateway(') && !text.includes('fastPaths');
    });

    expect(offenders).toEqual([]);
  });
});

test('the switch is held to be off in the runs that are to be without fast paths', () => {
  expect(plain).toContain(switchTest);
});
