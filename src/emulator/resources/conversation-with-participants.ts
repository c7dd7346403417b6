import { TwilioError } from '../error-table.ts';
import type { ResourceHandler, ResourceRequest, Route } from '../exchange.ts';
import { addParticipant } from '../membership.ts';
import { draftParticipant, type ParticipantDraft, requireFree } from '../participant-draft.ts';
import type { ConversationRecord } from '../records.ts';
import { conversationPreEvent } from '../webhook-events.ts';
import type { Form } from '../wire.ts';
import type { World } from '../world.ts';
import { addConversation, draftConversation, renderConversation, stateOfCreation } from './conversations.ts';

/** `/ConversationWithParticipants`: a conversation and up to ten participants in one request. */
export const conversationWithParticipantsRoutes: readonly Route[] = [
  { pattern: 'ConversationWithParticipants', POST: createConversationWithParticipants },
];

const participantsPerRequestMax = 10;

function createConversationWithParticipants(...[request, world]: Parameters<ResourceHandler>) {
  const given = request.form.get('Participant') ?? [];
  if (given.length > participantsPerRequestMax) {
    throw new TwilioError(20001, `At most ${participantsPerRequestMax} participants can be given`);
  }
  const participants: ParticipantDraft[] = [];
  for (const json of given) {
    const form = formOfParticipant(json);
    participants.push(draftParticipant({ form, service: request.service }, world, participants));
  }
  const state = stateOfCreation(request);
  const isAsynchronous = participants.length > 0;
  const draft = draftConversation(request, world, isAsynchronous ? 'initializing' : state);
  return {
    before: () => conversationPreEvent('onConversationAdd', draft),
    commit: () => {
      const record = addConversation(draft, world, request.origin);
      if (isAsynchronous) {
        world.later(
          () => complete(request, world, { record, participants, state }),
          world.options.assumptions.participantsAddedAfterMs,
        );
      }
      return { status: isAsynchronous ? 202 : 201, body: renderWithoutExport(request, record) };
    },
  };
}

/** Adds the participants and ends the initializing state; closes the conversation when one of them has become impossible. */
function complete(
  { origin }: ResourceRequest,
  world: World,
  work: {
    readonly record: ConversationRecord;
    readonly participants: readonly ParticipantDraft[];
    readonly state: 'active' | 'inactive';
  },
): void {
  const record = world.store.conversation({
    serviceSid: work.record.serviceSid,
    conversationSid: work.record.sid,
  });
  if (!record) return;
  try {
    for (const draft of work.participants) requireFree(draft, record.contents.participants.rows, world);
    for (const draft of work.participants) addParticipant(record, draft, { world, origin });
  } catch (error) {
    if (!(error instanceof TwilioError)) throw error;
    world.states.change(record, { to: 'closed', reason: 'EVENT' }, null);
    return;
  }
  world.states.change(record, { to: work.state, reason: 'EVENT' }, null);
}

function renderWithoutExport(request: ResourceRequest, record: ConversationRecord) {
  const { url, links, ...rendered } = renderConversation(request, record);
  const { participants, messages, webhooks } = links;
  return { ...rendered, links: { participants, messages, webhooks }, url };
}

/** The JSON of one participant uses REST's snake_case; everything after that is the same as for a participant of its own. */
function formOfParticipant(json: string): Form {
  let given: unknown;
  try {
    given = JSON.parse(json);
  } catch {
    throw new TwilioError(20001, 'Participant is not valid JSON');
  }
  const form = new Map<string, readonly string[]>();
  const take = (source: unknown, names: Readonly<Record<string, string>>) => {
    if (typeof source !== 'object' || source === null) {
      throw new TwilioError(20001, 'Participant must be a JSON object');
    }
    for (const [key, name] of Object.entries(names)) {
      const value: unknown = Reflect.get(source, key);
      if (typeof value === 'string') form.set(name, [value]);
      else if (value !== undefined && value !== null) {
        throw new TwilioError(20001, `Participant: ${key} must be a string`);
      }
    }
  };
  take(given, { identity: 'Identity', attributes: 'Attributes', role_sid: 'RoleSid' });
  const binding: unknown = Reflect.get(Object(given), 'messaging_binding');
  if (binding !== undefined && binding !== null) {
    take(binding, {
      address: 'MessagingBinding.Address',
      proxy_address: 'MessagingBinding.ProxyAddress',
      projected_address: 'MessagingBinding.ProjectedAddress',
    });
  }
  return form;
}
