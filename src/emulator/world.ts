import type { Clock } from '../clock.ts';
import type { SidKind } from '../sid.ts';
import type { ConversationStates } from './conversation-states.ts';
import type { WriteOrigin } from './exchange.ts';
import type { ResolvedOptions } from './options.ts';
import type { ScopedWebhookRecord } from './records.ts';
import type { Store } from './store.ts';
import type { WebhookEvent } from './webhook-events.ts';

/** Everything a resource needs to answer. */
export interface World {
  readonly options: ResolvedOptions;
  readonly clock: Clock;
  readonly store: Store;
  readonly states: ConversationStates;
  /** Runs the callback once, unless the emulator is reset or stopped before. */
  later(callback: () => void, delayMs: number): void;
  newSid(kind: SidKind | 'channelMessage'): string;
  /** Tells the webhooks that something happened, if they are to hear of it; returns at once. A null origin is a timer or a carrier: always told. */
  announce(event: () => WebhookEvent, origin: WriteOrigin | null): void;
  /** Tells one of a conversation's own webhooks of something that lies in the past. */
  replay(webhook: ScopedWebhookRecord, event: WebhookEvent): void;
}
