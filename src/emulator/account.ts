import { randomHex, type Random } from './random.ts';
import { sidPrefixes } from '../sid.ts';
import { createConversationStates } from './conversation-states.ts';
import type { ResolvedOptions } from './options.ts';
import type { PendingTimers } from './pending-timers.ts';
import { addService } from './service-creation.ts';
import { createStore } from './store.ts';
import type { History } from './table.ts';
import { createWebhookDispatch, type WebhookDispatch } from './webhook-dispatch.ts';
import type { WebhookSender } from './webhook-sender.ts';
import type { World } from './world.ts';

/** The messaging service of an account nobody configured. */
const defaultMessagingServiceSid = 'MG00000000000000000000000000000001';

/** A fresh account with its default service. */
export function createAccount(parts: {
  readonly options: ResolvedOptions;
  readonly random: Random;
  readonly sender: WebhookSender;
  readonly timers: PendingTimers;
  readonly history: History;
}): { readonly world: World; readonly dispatch: WebhookDispatch } {
  const { options, random } = parts;
  const { clock } = options;
  const store = createStore({
    history: parts.history,
    recordsMax: options.recordsMax,
    configuration: {
      defaultChatServiceSid: options.chatServiceSid,
      defaultMessagingServiceSid,
      defaultInactiveTimer: null,
      defaultClosedTimer: null,
    },
  });
  const dispatch = createWebhookDispatch({ store, sender: parts.sender, settings: options });
  const states = createConversationStates({
    clock,
    store,
    assumptions: options.assumptions,
    announce: dispatch.announce,
  });
  const world: World = {
    options,
    clock,
    store,
    states,
    later: parts.timers.later,
    newSid: (kind) => `${kind === 'channelMessage' ? 'SM' : sidPrefixes[kind]}${randomHex(random, 32)}`,
    announce: dispatch.announce,
    replay: dispatch.replay,
  };
  addService({ sid: options.chatServiceSid, friendlyName: 'Default Conversations Service' }, world);
  return { world, dispatch };
}
