import type { Clock } from '../clock.ts';
import type { Timelines } from '../events/timelines.ts';
import type { ConversationsApi } from '../upstream/conversations-api.ts';

/**
 * Tells of each write of a message as soon as Twilio has answered it, before its webhook comes and also when that is lost.
 * What the webhook then repeats is recognised.
 */
export function createLiveWrites(options: {
  readonly api: ConversationsApi;
  readonly timelines: Pick<Timelines, 'accept' | 'acceptRemoval'>;
  readonly clock: Clock;
}): ConversationsApi {
  const { api, timelines, clock } = options;
  /** REST dates have whole seconds; the gateway's clock says when within that second it was. */
  const occurredAt = (date: Date): Date => {
    const second = date.getTime();
    return new Date(Math.max(second, Math.min(clock.now(), second + 999)));
  };
  return {
    ...api,
    async createMessage(conversationSid, draft, call) {
      const message = await api.createMessage(conversationSid, draft, call);
      timelines.accept({
        kind: 'MessageAdded',
        conversationSid,
        occurredAt: occurredAt(message.createdAt),
        message,
      });
      return message;
    },
    async updateMessage(key, changes, call) {
      const message = await api.updateMessage(key, changes, call);
      const { conversationSid } = key;
      timelines.accept({
        kind: 'MessageUpdated',
        conversationSid,
        occurredAt: occurredAt(message.updatedAt),
        message,
      });
      return message;
    },
    async deleteMessage(key, call) {
      await api.deleteMessage(key, call);
      timelines.acceptRemoval(key);
    },
  };
}
