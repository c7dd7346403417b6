import { anything, arrayOf, integer, object, oneOf, requireInput, string } from './input-check.ts';
import type { EmulatorSeed, EmulatorSeedPreset } from './seed.ts';

const user = object({
  required: { identity: string },
  optional: { friendlyName: string, attributes: anything, roleFriendlyName: string },
});

const participant = object({
  optional: {
    identity: string,
    messagingBinding: object({
      optional: { address: string, proxyAddress: string, projectedAddress: string },
    }),
    attributes: anything,
    roleFriendlyName: string,
    lastReadMessageIndex: integer(0, 2_147_483_647),
  },
});

const message = object({
  required: { body: string },
  optional: { author: string, attributes: anything, dateCreated: string },
});

const conversation = object({
  optional: {
    friendlyName: string,
    uniqueName: string,
    attributes: anything,
    dateCreated: string,
    state: oneOf('active', 'inactive', 'closed'),
    participants: arrayOf(participant, 1_000),
    messages: arrayOf(message, 100_000),
  },
});

const generated = object({
  required: { conversations: integer(0, 10_000) },
  optional: { participants: integer(0, 1_000), messages: integer(0, 10_000), identity: string },
});

const seed = object({
  optional: {
    users: arrayOf(user, 100_000),
    conversations: arrayOf(conversation, 10_000),
    generate: generated,
  },
});

const preset = object({ required: { preset: oneOf('demo') } });

/** @throws {EmulatorInputError} naming every key that is unknown or holds something else than it should. */
export function requireSeed(value: unknown): asserts value is EmulatorSeed | EmulatorSeedPreset {
  const isPreset = typeof value === 'object' && value !== null && 'preset' in value;
  requireInput(isPreset ? preset : seed, value, 'seed');
}
