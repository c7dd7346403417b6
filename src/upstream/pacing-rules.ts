import type { CallContext } from './call-context.ts';
import type { BudgetRule } from './shared-budget.ts';

/** Bounds that are the operator's choice; Twilio's own ceilings hold with and without them. */
export interface PacingOptions {
  /**
   * `conservative` sets the figures that older guides of Twilio name: 10,000 requests an hour for the account and 1 message a second
   * for a conversation. A figure that is given beside it wins. @default none
   */
  readonly preset?: 'conservative' | undefined;
  /** Requests to Twilio in any hour, at least 60; spent by the minute, so that the gateway is never silent for longer. @default none */
  readonly requestsPerHour?: number | undefined;
  /** Messages in any second of one conversation, at least 1. @default none */
  readonly messagesPerSecond?: number | undefined;
  /** Sweeps in a second where requests are not bounded, at least 1. @default 5 */
  readonly sweepsPerSecond?: number | undefined;
  /** Of a hundred requests where these are bounded, those that sweeps may take, at least 1. @default 30 */
  readonly sweepPercent?: number | undefined;
}

/** What a call has to be counted against, the scarcest last. */
export type PacingRules = (call: Pick<CallContext, 'priority' | 'writesTo'>) => readonly BudgetRule[];

/**
 * Twilio's ceiling of write actions in a second: per conversation for the conversation itself, its participants and messages, and per
 * service for creating and deleting conversations, users and roles. Reads are not counted.
 * @see https://www.twilio.com/docs/conversations/conversations-limits
 */
export const writesPerSecondMax = 30;

const sweepDefaults = { sweepsPerSecond: 5, sweepPercent: 30 } as const;

const conservative = { requestsPerHour: 10_000, messagesPerSecond: 1 } as const;

/** The rules for calls of an account. */
export function createPacingRules(options: PacingOptions = {}): PacingRules {
  const { requestsPerHour, messagesPerSecond, sweepsPerSecond, sweepPercent } = figuresOf(options);
  const account =
    requestsPerHour === undefined ? undefined : rule('account', Math.floor(requestsPerHour / 60), minuteMs);
  const sweep =
    account === undefined
      ? rule('sweep', sweepsPerSecond, secondMs)
      : rule('sweep', Math.floor((account.permits * sweepPercent) / 100), minuteMs);
  const service = rule('service', writesPerSecondMax, secondMs);
  const rulesOfReads = account === undefined ? [] : [account];

  return ({ priority, writesTo }) => {
    if (priority !== 'sweep' && writesTo === undefined) return rulesOfReads;
    const rules: BudgetRule[] = [];
    if (priority === 'sweep') rules.push(sweep);
    if (writesTo?.scope === 'service') rules.push(service);
    if (writesTo?.scope === 'conversation') {
      const { conversation, isNewMessage } = writesTo;
      if (isNewMessage && messagesPerSecond !== undefined)
        rules.push(rule(`message:${conversation}`, messagesPerSecond, secondMs));
      rules.push(rule(`conversation:${conversation}`, writesPerSecondMax, secondMs));
    }
    if (account !== undefined) rules.push(account);
    return rules;
  };
}

/** How many sweeps a second the rules let pass in the long run. */
export function sweepsPerSecondOf(options: PacingOptions = {}): number {
  const { requestsPerHour, sweepsPerSecond, sweepPercent } = figuresOf(options);
  return requestsPerHour === undefined ? sweepsPerSecond : (requestsPerHour * sweepPercent) / 360_000;
}

/** How many requests a minute the rules let pass; null where they do not bound them. */
export function requestsPerMinuteMaxOf(options: PacingOptions = {}): number | null {
  const { requestsPerHour } = figuresOf(options);
  return requestsPerHour === undefined ? null : Math.max(1, Math.floor(requestsPerHour / 60));
}

const secondMs = 1_000;
const minuteMs = 60_000;

function figuresOf({ preset, ...figures }: PacingOptions) {
  const presetFigures = preset === 'conservative' ? conservative : undefined;
  return {
    requestsPerHour: figures.requestsPerHour ?? presetFigures?.requestsPerHour,
    messagesPerSecond: figures.messagesPerSecond ?? presetFigures?.messagesPerSecond,
    sweepsPerSecond: figures.sweepsPerSecond ?? sweepDefaults.sweepsPerSecond,
    sweepPercent: figures.sweepPercent ?? sweepDefaults.sweepPercent,
  };
}

function rule(key: string, permits: number, windowMs: number): BudgetRule {
  return { key, permits: Math.max(1, permits), windowMs };
}
