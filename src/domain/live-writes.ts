import type { Clock } from '../clock.ts';
import type { GatewayEvent } from '../conversation-event.ts';
import { GatewayError } from '../errors.ts';
import type { Timelines } from '../events/timelines.ts';
import type { Participant } from '../model.ts';
import type { ConversationsApi } from '../upstream/conversations-api.ts';

/**
 * Tells of each write of a message or a membership as soon as Twilio has answered it, before its webhook comes and also when that is
 * lost. What the webhook then repeats is recognised.
 */
export function createLiveWrites(options: {
  readonly api: ConversationsApi;
  readonly timelines: Pick<Timelines, 'accept' | 'indexOf'>;
  /** Publishes an event that can happen once only, unless its webhook was faster. Never rejects. */
  readonly publishOnce: (event: GatewayEvent) => Promise<void>;
  readonly clock: Clock;
}): ConversationsApi {
  const { api, timelines, publishOnce, clock } = options;
  /** REST dates have whole seconds; the gateway's clock says when within that second it was. */
  const occurredAt = (date: Date): Date => {
    const second = date.getTime();
    return new Date(Math.max(second, Math.min(clock.wallTime(), second + 999)));
  };
  const tellRemoved = (conversationSid: string, { sid: participantSid, identity }: Participant) =>
    publishOnce({
      kind: 'ParticipantRemoved',
      conversationSid,
      occurredAt: new Date(clock.wallTime()),
      participantSid,
      identity,
    });
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
      // The answer to a removal does not say where the message stood.
      const index = timelines.indexOf(key) ?? (await orNull(api.getMessage(key)))?.index;
      const tell = () => {
        if (index === undefined) return;
        const { conversationSid, sid: messageSid } = key;
        timelines.accept({
          kind: 'MessageRemoved',
          conversationSid,
          occurredAt: new Date(clock.wallTime()),
          messageSid,
          index,
        });
      };
      try {
        await api.deleteMessage(key, call);
      } catch (error) {
        if (isMissing(error)) tell();
        throw error;
      }
      tell();
    },
    async createParticipant(conversationSid, draft, call) {
      const participant = await api.createParticipant(conversationSid, draft, call);
      await publishOnce({
        kind: 'ParticipantAdded',
        conversationSid,
        occurredAt: occurredAt(participant.createdAt),
        participant,
      });
      return participant;
    },
    async deleteParticipant(key, call) {
      // The answer to a removal does not say who it was, and the streams of the removed have to end.
      const participant = await orNull(api.getParticipant(key));
      try {
        await api.deleteParticipant(key, call);
      } catch (error) {
        if (participant && isMissing(error)) await tellRemoved(key.conversationSid, participant);
        throw error;
      }
      if (participant) await tellRemoved(key.conversationSid, participant);
    },
    async deleteConversation(conversationSid, call) {
      await api.deleteConversation(conversationSid, call);
      await publishOnce({
        kind: 'ConversationRemoved',
        conversationSid,
        occurredAt: new Date(clock.wallTime()),
      });
    },
  };
}

/** Null where it cannot be found out: the removal itself is worth more than word of it. */
async function orNull<Result>(read: Promise<Result>): Promise<Result | null> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof GatewayError) return null;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof GatewayError && error.code === 'NOT_FOUND';
}
