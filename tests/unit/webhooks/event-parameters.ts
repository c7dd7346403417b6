import { parseEvent } from '../../../src/webhooks/parse-event.ts';
import { accountSid, chatServiceSid, conversationSid, defined } from './signed-request.ts';

/** When the thing of an event was created, changed and removed. */
export const created = '2026-01-02T03:04:05.678Z';
export const updated = '2026-01-03T03:04:05.001Z';
export const removed = '2026-01-04T03:04:05.999Z';

/** Parameters by name; undefined leaves one out. */
export type Parameters = Readonly<Record<string, string | undefined>>;

/** Reads parameters as the receiver would, once their signature held. */
export function parse(parameters: Parameters) {
  return parseEvent(new Map(Object.entries(defined(parameters))));
}

/** The event that parameters tell of; fails the test when they tell of none. */
export function eventOf(parameters: Parameters) {
  const reading = parse(parameters);
  if (reading.outcome !== 'event') throw new Error(`Expected an event, got ${JSON.stringify(reading)}`);
  return reading.event;
}

/** What every event of a conversation carries. */
export const everyEvent = {
  AccountSid: accountSid,
  ChatServiceSid: chatServiceSid,
  ConversationSid: conversationSid,
  RetryCount: '0',
  Source: 'SDK',
};
