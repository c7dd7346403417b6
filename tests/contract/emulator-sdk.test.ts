import { describe, expect, it } from 'vitest';
import { startEmulator } from '../testkit/emulator.ts';
import { createSdk, type Tour, tourSettingsWithSdk, tourWithSdk } from './emulator-sdk-tour.ts';

const undefinedProperties = ({ instances }: Tour) =>
  instances.flatMap(({ name, properties }) =>
    Object.entries(properties)
      .filter(([, value]) => value === undefined || Number.isNaN(value))
      .map(([property]) => `${name}.${property}`),
  );

const operationsOf = ({ instances }: Tour) => new Set(instances.map(({ name }) => name));

describe.each(['short', 'service'] as const)('the official SDK over the %s path family', (family) => {
  it('finds every property of every instance', async () => {
    const started = await startEmulator();

    const tour = await tourWithSdk(started, family);

    expect(undefinedProperties(tour)).toEqual([]);
    expect(operationsOf(tour).size).toBe(31);
  });

  it('removes every kind of resource', async () => {
    const started = await startEmulator();

    const { removals } = await tourWithSdk(started, family);

    expect(removals).toEqual({
      conversation: true,
      message: true,
      participant: true,
      role: true,
      user: true,
      userConversation: true,
      webhook: true,
    });
  });
});

describe('the official SDK', () => {
  it('finds every property of services and configurations', async () => {
    const started = await startEmulator();

    const tour = await tourSettingsWithSdk(started);

    expect(undefinedProperties(tour)).toEqual([]);
    expect(operationsOf(tour).size).toBe(11);
  });

  it('walks through all pages by the URLs in the answers', async () => {
    const started = await startEmulator();
    const [seeded] = started.control.seed({ generate: { conversations: 1, messages: 95 } }).conversations;
    const { v1, exchanges } = createSdk(started);

    const messages = await v1.conversations(seeded?.sid ?? '').messages.list({ pageSize: 20 });

    expect(messages.map(({ index }) => index)).toEqual(Array.from({ length: 95 }, (_, index) => index));
    expect(exchanges).toHaveLength(5);
  });

  it('throws a RestException with code, status and link for a conversation that does not exist', async () => {
    const started = await startEmulator();
    const { v1 } = createSdk(started);
    const sid = `CH${'0'.repeat(32)}`;

    const fetching = v1.conversations(sid).fetch();

    await expect(fetching).rejects.toMatchObject({
      status: 404,
      code: 20404,
      message: `The requested resource /Conversations/${sid} was not found`,
      moreInfo: 'https://www.twilio.com/docs/errors/20404',
    });
  });
});
