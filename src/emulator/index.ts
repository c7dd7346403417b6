/**
 * An emulator of Twilio Conversations v1: a real HTTP server that the official SDK reaches by its base URL, with signed webhooks,
 * faults on demand and a journal. See `docs/emulator.md` for what it imitates and what it does not.
 */
export type {
  ClientAction,
  ClientActionType,
  EmulatorAction,
  MessageAction,
  ReachabilityAction,
  ReceiptAction,
} from './actions.ts';
export {
  createEmulator,
  type Emulator,
  type EmulatorAddress,
  type EmulatorConfig,
  type EmulatorWebhooks,
  type ResetOptions,
} from './emulator.ts';
export { TwilioError } from './error-table.ts';
export type { EmulatorFaults } from './faults.ts';
export { EmulatorInputError } from './input-error.ts';
export type { Journal, JournalEntry } from './journal.ts';
export {
  type EmulatorApiKey,
  type EmulatorAssumptions,
  emulatorDefaults,
  type EmulatorOptions,
} from './options.ts';
export type {
  ConversationSeed,
  EmulatorSeed,
  EmulatorSeedPreset,
  GeneratedSeed,
  MessageSeed,
  ParticipantSeed,
  SeedResult,
  UserSeed,
} from './seed.ts';
export type { WebhookDelivery } from './webhook-sender.ts';
export type { Json } from './wire.ts';
