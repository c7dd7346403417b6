import { describe, expect, test } from 'vitest';
import { exportedNames } from './exported-names.ts';

describe('the names that an entry point offers', () => {
  test.each([
    { entry: '.', path: 'src/index.ts', list: 'index' },
    { entry: './emulator', path: 'src/emulator/index.ts', list: 'emulator' },
    { entry: './client', path: 'src/client/index.ts', list: 'client' },
  ])('at $entry are those of the committed list', async ({ path, list }) => {
    await expect(`${exportedNames(path).join('\n')}\n`).toMatchFileSnapshot(`exports/${list}.txt`);
  });
});
