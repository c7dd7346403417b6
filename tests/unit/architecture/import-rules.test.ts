import { describe, expect, test } from 'vitest';
import { findCircles, findForbiddenImports } from './import-check.ts';
import { parseSourceFile, readSourceFiles } from './source-file.ts';

describe('the imports of src', () => {
  test('keep to the table of who may import whom', () => {
    expect(findForbiddenImports(readSourceFiles())).toEqual([]);
  });

  test('go in no circle', () => {
    expect(findCircles(readSourceFiles())).toEqual([]);
  });
});

describe('the check of imports', () => {
  test.each([
    { path: 'domain/access.ts', text: `import twilio from 'twilio';`, reason: 'imports twilio' },
    { path: 'domain/access.ts', text: `import http from 'node:http';`, reason: 'imports node:http' },
    {
      path: 'domain/access.ts',
      text: `import '../upstream/twilio-api.ts';`,
      reason: 'upstream/twilio-api.ts',
    },
    { path: 'domain/access.ts', text: `export * from '../graphql/schema.ts';`, reason: 'graphql/schema.ts' },
    { path: 'domain/access.ts', text: `await import('../emulator/index.ts');`, reason: 'emulator/index.ts' },
    { path: 'domain/access.ts', text: `let a: import('../gateway.ts').Gateway;`, reason: 'gateway.ts' },
    { path: 'graphql/context.ts', text: `import { a } from '../events/event-bus.ts';`, reason: 'values of' },
    {
      path: 'graphql/context.ts',
      text: `import type { A } from '../upstream/twilio-api.ts';`,
      reason: 'imports',
    },
    { path: 'emulator/store.ts', text: `import type { Message } from '../model.ts';`, reason: 'model.ts' },
    { path: 'gateway.ts', text: `import '../src/emulator/index.ts';`, reason: 'emulator/index.ts' },
    {
      path: 'messaging/service-twilio.ts',
      text: `import '../emulator/index.ts';`,
      reason: 'emulator/index.ts',
    },
    { path: 'client/index.ts', text: `import 'node:fs';`, reason: 'browser' },
    { path: 'errors.ts', text: `import { sleep } from './clock.ts';`, reason: 'values of clock.ts' },
    { path: 'upstream/cache.ts', text: `import 'left-pad';`, reason: 'do not know' },
    { path: 'upstream/cache.ts', text: `const a = process.env['A'];`, reason: 'process.env' },
    { path: 'helpers/a.ts', text: `import './b.ts';`, reason: 'no module' },
  ])('finds fault with `$text` in $path', ({ path, text, reason }) => {
    const found = findForbiddenImports([parseSourceFile(path, `// a line before\n${text}`)]);

    expect(found).toEqual([expect.stringContaining(reason)]);
    expect(found[0]).toMatch(`src/${path}:2 `);
  });

  test('lets pass what the table allows', () => {
    const files = [
      parseSourceFile('graphql/context.ts', `import type { EventBus } from '../events/event-bus.ts';`),
      parseSourceFile('messaging/service-mock.ts', `await import('../emulator/index.ts');`),
      parseSourceFile(
        'config/credentials.ts',
        `/** process.env */ const sid = process.env['TWILIO_ACCOUNT_SID'];`,
      ),
    ];

    expect(findForbiddenImports(files)).toEqual([]);
  });

  test('finds files that load one another in a circle, and names the way around', () => {
    const files = [
      parseSourceFile('domain/a.ts', `import './b.ts';`),
      parseSourceFile('domain/b.ts', `import { c } from './c.ts';`),
      parseSourceFile('domain/c.ts', `export * from './a.ts';`),
    ];

    expect(findCircles(files)).toEqual(['domain/a.ts → domain/b.ts → domain/c.ts → domain/a.ts']);
  });

  test('finds modules that import one another in a circle, by types alone and by different files', () => {
    const files = [
      parseSourceFile('domain/a.ts', `import type { B } from '../events/b.ts';`),
      parseSourceFile('events/c.ts', `import type { D } from '../domain/d.ts';`),
    ];

    expect(findCircles(files)).toEqual(['domain → events → domain']);
  });

  test('lets files of one module share types in a circle, and load one another later', () => {
    const files = [
      parseSourceFile('cli/run.ts', `await import('./serve.ts');`),
      parseSourceFile('cli/serve.ts', `import { run } from './run.ts';`),
      parseSourceFile('domain/a.ts', `import type { B } from './b.ts';`),
      parseSourceFile('domain/b.ts', `import { a } from './a.ts';`),
    ];

    expect(findCircles(files)).toEqual([]);
  });
});
