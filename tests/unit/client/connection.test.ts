import { expect, it } from 'vitest';
import { createConnectionParams } from '../../../src/client/index.ts';

it('asks for the token again at each connection', async () => {
  const tokens = ['first', 'second'];
  const connectionParams = createConnectionParams({ token: async () => tokens.shift() ?? 'none left' });

  const params = [await connectionParams(), await connectionParams()];

  expect(params).toEqual([{ authorization: 'Bearer first' }, { authorization: 'Bearer second' }]);
});

it('carries the cursors to resume from as they stand at each connection', async () => {
  const cursors: Record<string, string> = {};
  const connectionParams = createConnectionParams({ token: () => 'token', resume: () => cursors });

  const first = await connectionParams();
  cursors['operation-1'] = 'cursor-9';
  const second = await connectionParams();

  expect(first).toEqual({ authorization: 'Bearer token' });
  expect(second).toEqual({ authorization: 'Bearer token', resume: { 'operation-1': 'cursor-9' } });
});

it('hands on what the token source throws', async () => {
  const connectionParams = createConnectionParams({
    token: () => Promise.reject(new Error('The sign-in is over.')),
  });

  await expect(connectionParams()).rejects.toThrow('The sign-in is over.');
});
