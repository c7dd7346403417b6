import type { ConversationEvent } from '../conversation-event.ts';
import { GatewayError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { ConversationsApi } from '../upstream/conversations-api.ts';
import type { LiveContent } from './live-event.ts';
import type { LiveMetrics } from './live-stream.ts';

/**
 * Reads what a webhook leaves out. Many subscribers ask at the same moment: `api` has to be the shared one, which sends a read that
 * is already under way only once.
 *
 * @returns null where there is nothing to tell: the thing is gone, and its removal is an event of its own
 */
export async function completeEvent(
  event: Exclude<ConversationEvent, { kind: 'ConversationAdded' }>,
  options: {
    readonly api: ConversationsApi;
    readonly log: Log;
    readonly metrics: LiveMetrics;
  },
): Promise<LiveContent | null> {
  const { api, log, metrics } = options;
  const { conversationSid } = event;
  try {
    switch (event.kind) {
      case 'DeliveryUpdated':
        return {
          kind: event.kind,
          message: await api.getMessage({ conversationSid, sid: event.messageSid }),
        };
      case 'ParticipantUpdated': {
        const participant = await api.getParticipant({ conversationSid, participant: event.participantSid });
        return { kind: event.kind, participant };
      }
      case 'ConversationUpdated': {
        // No webhook tells the timers; as with a message, only what is missing is taken from what was read.
        const read = await api.getConversation(conversationSid);
        const conversation = event.conversation ? { ...event.conversation, timers: read.timers } : read;
        return { kind: event.kind, conversation };
      }
      case 'MessageUpdated': {
        if (event.message.delivery !== undefined) return event;
        // Only what is missing: what was read may be older than what the event tells.
        const { delivery } = await api.getMessage({ conversationSid, sid: event.message.sid });
        return { kind: event.kind, message: { ...event.message, delivery } };
      }
      default:
        return event;
    }
  } catch (error) {
    if (error instanceof GatewayError && error.code === 'NOT_FOUND') {
      // What was read may be older than the message itself; where it is gone, its removal is told next.
      return event.kind === 'MessageUpdated'
        ? { kind: event.kind, message: { ...event.message, delivery: null } }
        : null;
    }
    log.warn('An event could not be completed from Twilio.', { kind: event.kind, error });
    metrics.resyncs.inc({ reason: 'UNREADABLE' });
    return { kind: 'Resync', reason: 'UNREADABLE' };
  }
}
