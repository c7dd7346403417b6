import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** What makes a gateway, in the process of a test or in one of its own. */
const gatewayMakers: ReadonlySet<string> = new Set([
  'src/gateway.ts',
  'tests/testkit/chat-server.ts',
  'tests/testkit/command.ts',
  'tests/testkit/gateway-process.ts',
]);

/**
 * Test files that start gateways and yet do not run without fast paths, each with why. Whatever else starts one runs both ways: with all
 * fast paths, and with none.
 */
export const onlyWithFastPaths: Readonly<Record<string, string>> = {
  'tests/browser/chat-reconnect.test.ts':
    'shows what `npm start` serves; how it is answered is compared elsewhere',
  'tests/browser/chat.test.ts': 'shows what `npm start` serves; how it is answered is compared elsewhere',
  'tests/browser/graphiql.test.ts': 'shows what `npm start` serves; how it is answered is compared elsewhere',
  'tests/browser/status.test.ts': 'shows what `npm start` serves; how it is answered is compared elsewhere',
  'tests/integration/answers-equality.test.ts': 'compares a gateway of each kind itself',
  'tests/integration/answers-given-again.test.ts': 'is about answers that fast paths give again',
  'tests/integration/command-config.test.ts': 'is about the command, which takes its variables from the test',
  'tests/integration/command-webhooks.test.ts':
    'is about the command, which takes its variables from the test',
  'tests/integration/command.test.ts': 'is about the command, which takes its variables from the test',
  'tests/integration/live-equality.test.ts':
    'compares what is told together with what graphql-js tells alone',
  'tests/integration/plain-execution.test.ts': 'compares all fast paths with graphql-js itself',
  'tests/integration/shared-execution.test.ts': 'is about work that fast paths share',
};

/** The one file that runs without fast paths alone: it holds that there are none. */
export const switchTest = 'tests/integration/without-fast-paths.test.ts';

/** Paths of all test files that start a gateway, by whatever they import. */
export function gatewayTests(): readonly string[] {
  return testFiles().filter((path) => reaches(path, new Set()));
}

/** Of the test files that start a gateway, those that run without fast paths too. */
export function testsBothWays(): readonly string[] {
  return gatewayTests().filter((path) => path !== switchTest && !(path in onlyWithFastPaths));
}

function testFiles(): readonly string[] {
  return readdirSync(join(root, 'tests'), { recursive: true, encoding: 'utf8' })
    .map((path) => `tests/${path.replaceAll('\\', '/')}`)
    .filter((path) => path.endsWith('.test.ts'))
    .toSorted();
}

/** Sources other than those that make gateways are not followed: they do not start one by themselves. */
function reaches(path: string, seen: Set<string>): boolean {
  if (gatewayMakers.has(path)) return true;
  if (seen.has(path) || !path.startsWith('tests/')) return false;
  seen.add(path);
  return importsOf(path).some((imported) => reaches(imported, seen));
}

/** Relative imports that leave something at run time. */
function importsOf(path: string): readonly string[] {
  const text = readFileSync(join(root, path), 'utf8');
  const specifiers = [
    ...text.matchAll(/^(?:import|export)\s+(?!type\b)[^;]*?from\s+'(\.[^']+)'/gm),
    ...text.matchAll(/\bimport\('(\.[^']+)'\)/g),
  ].map(([, specifier]) => specifier ?? '');
  return specifiers
    .map((specifier) => relative(root, join(root, dirname(path), specifier)).replaceAll('\\', '/'))
    .filter((imported) => existsSync(join(root, imported)));
}
