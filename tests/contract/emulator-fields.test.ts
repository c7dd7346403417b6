import { describe, expect, it } from 'vitest';
import { startEmulator } from '../testkit/emulator.ts';
import { createRestClient } from '../unit/emulator/rest-client.ts';
import { resourceOf } from './emulator-exchange-resource.ts';
import { type Exchange, tourSettingsWithSdk, tourWithSdk } from './emulator-sdk-tour.ts';
import { fieldTables, findFieldFaults } from './twilio-field-table.ts';

/** Faults of one answer: of the resource, or of the envelope and all rows of a page. */
function faultsOf(exchange: Exchange): readonly string[] {
  const { method, path, status, body } = exchange;
  if (method === 'delete') return status === 204 ? [] : [`DELETE ${path} was answered with ${status}`];
  if (typeof body !== 'object' || body === null) return [`${path} has no body`];
  const name = resourceOf(exchange);
  if (!('meta' in body)) return findFieldFaults(name, body);
  const { meta, ...rest } = body;
  const [[key, rows] = ['', undefined], ...others] = Object.entries(rest);
  return [
    ...findFieldFaults('meta', meta),
    ...(others.length === 0 ? [] : [`${path} has more than meta and ${key}`]),
    ...(Reflect.get(Object(meta), 'key') === key ? [] : [`${path} names another key than ${key}`]),
    ...(Array.isArray(rows) ? rows.flatMap((row) => findFieldFaults(name, row)) : [`${key} is no list`]),
  ];
}

describe('every answer has exactly the fields that Twilio documents', () => {
  it.each(['short', 'service'] as const)('over the %s path family', async (family) => {
    const { exchanges } = await tourWithSdk(await startEmulator(), family);

    expect(exchanges.flatMap(faultsOf)).toEqual([]);
    expect(new Set(exchanges.map(resourceOf)).size).toBe(9);
  });

  it('for services and configurations', async () => {
    const { exchanges } = await tourSettingsWithSdk(await startEmulator());

    expect(exchanges.flatMap(faultsOf)).toEqual([]);
    expect(new Set(exchanges.map(resourceOf)).size).toBe(5);
  });

  it('for errors', async () => {
    const rest = createRestClient(await startEmulator());

    const { status, body } = await rest.get('/Nothing');

    expect(findFieldFaults('error', body)).toEqual([]);
    expect(body).toMatchObject({ status, code: 20404, message: expect.stringContaining('/Nothing') });
  });

  it('with links of a conversation that leave out the export only where participants were given along', async () => {
    const rest = createRestClient(await startEmulator());

    const alone = await rest.post('/Conversations');
    const together = await rest.post('/ConversationWithParticipants', {
      Participant: '{"identity":"alice"}',
    });

    expect(Object.keys(Object(alone.body['links']))).toEqual([
      'participants',
      'messages',
      'webhooks',
      'export',
    ]);
    expect(Object.keys(Object(together.body['links']))).toEqual(['participants', 'messages', 'webhooks']);
  });
});

describe('the field table', () => {
  it('sees a missing field, one too many and one of another type', () => {
    const role = {
      ...Object.fromEntries(Object.keys(fieldTables.role).map((field) => [field, null])),
      sid: 'CH0',
      surplus: 1,
    };
    Reflect.deleteProperty(role, 'type');

    const faults = findFieldFaults('role', role);

    expect(faults).toContain('role.type is missing');
    expect(faults).toContain('role.surplus does not exist at Twilio');
    expect(faults).toContain('role.sid has to be sid:RL and is "CH0"');
  });
});
