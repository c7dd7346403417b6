import type { Conversation } from '../model.ts';
import { GatewayError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { LiveMetrics } from './live-stream.ts';
import type { ConversationsApi } from '../upstream/conversations-api.ts';
import type { LiveContent } from './live-event.ts';
import { listRoster } from './roster.ts';

/** A change that nobody remembers the event of. */
export interface UntoldChange {
  readonly content: LiveContent;
  readonly occurredAt: Date;
}

/**
 * What became of the conversation and its participants since a cursor, by Twilio's dates, for who comes back when the history of events
 * is gone. Costs a read of the roster, which all share who come back to the conversation. Who left cannot be told: Twilio says nothing of
 * them.
 */
export async function findUntoldChanges(
  request: { readonly conversation: Conversation; readonly since: number },
  options: {
    readonly api: ConversationsApi;
    readonly log: Log;
    readonly metrics: LiveMetrics;
  },
): Promise<readonly UntoldChange[]> {
  const { conversation } = request;
  const { api, log, metrics } = options;
  // REST dates have whole seconds: what may be later counts as later, because a loss is worse than a repetition.
  const isSince = (date: Date) => date.getTime() + 999 > request.since;
  const changes: UntoldChange[] = [];
  if (isSince(conversation.updatedAt))
    changes.push({
      content: { kind: 'ConversationUpdated', conversation },
      occurredAt: conversation.updatedAt,
    });
  try {
    for (const participant of await listRoster(api, conversation.sid)) {
      const { createdAt, updatedAt } = participant;
      if (isSince(createdAt))
        changes.push({ content: { kind: 'ParticipantAdded', participant }, occurredAt: createdAt });
      else if (isSince(updatedAt))
        changes.push({ content: { kind: 'ParticipantUpdated', participant }, occurredAt: updatedAt });
    }
  } catch (error) {
    // Gone meanwhile, of which an event of its own tells.
    if (error instanceof GatewayError && error.code === 'NOT_FOUND') return [];
    log.warn('What became of the participants of a conversation could not be read.', { error });
    metrics.resyncs.inc({ reason: 'UNREADABLE' });
    return [{ content: { kind: 'Resync', reason: 'UNREADABLE' }, occurredAt: new Date(request.since) }];
  }
  return changes;
}
