import { conversationId, participantId } from '../../src/graphql/global-id.ts';
import type { StartedEmulator } from './emulator.ts';
import type { GraphqlClient } from './graphql-client.ts';

/** Who writes: through a gateway, or past all of them. */
export interface Writers {
  readonly emulator: StartedEmulator;
  readonly bob: GraphqlClient | undefined;
  /** A back end. */
  readonly service: GraphqlClient | undefined;
}

/** Something that changes what may be read of a conversation of Alice, Bob and Mallory, or of them. */
type Write = (writers: Writers, conversationSid: string) => Promise<unknown>;

/** Writes by what they change; what of it is refused changes nothing, and that is as good. */
export const accountWrites: Readonly<Record<string, Write>> = {
  'a message of a client': ({ emulator }, conversationSid) =>
    emulator.emulator.act({ type: 'message', conversationSid, author: 'alice', body: 'past both' }),
  'a message': ({ service }, sid) =>
    run(service, 'SendMessage', { conversationId: conversationId(sid), body: 'sent', author: 'alice' }),
  'a changed message': async ({ service }, sid) => {
    const id = (await newest(service, sid))?.id;
    if (id) await run(service, 'UpdateMessage', { messageId: id, body: 'changed' });
  },
  'a name': ({ service }, sid) =>
    run(service, 'UpdateConversation', { conversationId: conversationId(sid), friendlyName: 'Named' }),
  'a name of a client': ({ emulator }, conversationSid) =>
    emulator.emulator.act({
      type: 'conversationUpdate',
      clientIdentity: 'alice',
      conversationSid,
      friendlyName: 'Named past both',
    }),
  joining: ({ service }, sid) =>
    run(service, 'AddParticipant', { conversationId: conversationId(sid), identity: 'mallory' }),
  leaving: async ({ service }, sid) => {
    const sidOfBob = await participantSidOf(service, sid, 'bob');
    if (sidOfBob)
      await run(service, 'RemoveParticipant', {
        participantId: participantId({ conversationSid: sid, sid: sidOfBob }),
      });
  },
  'leaving by a client': async ({ emulator, service }, conversationSid) => {
    const participantSid = await participantSidOf(service, conversationSid, 'mallory');
    if (participantSid)
      await emulator.emulator.act({
        type: 'participantRemove',
        clientIdentity: 'alice',
        conversationSid,
        participantSid,
      });
  },
  'coming back': ({ service }, sid) =>
    run(service, 'AddParticipant', { conversationId: conversationId(sid), identity: 'bob' }),
  reading: ({ bob }, sid) =>
    run(bob, 'MarkRead', { conversationId: conversationId(sid), lastReadMessageIndex: 2 }),
  'reading by a client': ({ emulator }, conversationSid) =>
    emulator.emulator.act({
      type: 'readHorizon',
      clientIdentity: 'alice',
      conversationSid,
      lastReadMessageIndex: 1,
    }),
  'a role': async ({ emulator, service }, conversationSid) => {
    const { sid, roleSid } = await otherRoleOf(emulator, { conversationSid, identity: 'bob' });
    if (sid)
      await run(service, 'UpdateParticipant', {
        participantId: participantId({ conversationSid, sid }),
        roleSid,
      });
  },
  'a role by a client': async ({ emulator }, conversationSid) => {
    const { sid, roleSid } = await otherRoleOf(emulator, { conversationSid, identity: 'bob' });
    if (!sid) return;
    const target = { conversationSid, participantSid: sid };
    await emulator.emulator.act({ type: 'participantUpdate', clientIdentity: 'alice', ...target, roleSid });
  },
  'a user': ({ bob }) => run(bob, 'UpdateUser', { friendlyName: 'Bobby' }),
};

async function run(
  client: GraphqlClient | undefined,
  operation: string,
  input: Record<string, unknown>,
): Promise<void> {
  const answer = await client?.run(operation, { input });
  // Refused by the graph it may be, but it has to be asked.
  if (answer && answer.status !== 200) throw new Error(`${operation}: ${JSON.stringify(answer.errors)}`);
}

async function newest(
  service: GraphqlClient | undefined,
  sid: string,
): Promise<{ readonly id: string } | undefined> {
  const query = `{ conversation(by: { sid: "${sid}" }) { messages(last: 1) { nodes { id } } } }`;
  return (await service?.run(query))?.data?.conversation?.messages.nodes[0];
}

async function participantSidOf(
  service: GraphqlClient | undefined,
  sid: string,
  identity: string,
): Promise<string | undefined> {
  const query = `{ conversation(by: { sid: "${sid}" }) { participants(first: 100) { nodes { sid identity } } } }`;
  const nodes: readonly { readonly sid: string; readonly identity: string }[] =
    (await service?.run(query))?.data?.conversation?.participants.nodes ?? [];
  return nodes.find((participant) => participant.identity === identity)?.sid;
}

/** Somebody's participant, without a sid where there is none, and a role that it does not have. */
async function otherRoleOf(
  { emulator }: StartedEmulator,
  { conversationSid, identity }: { readonly conversationSid: string; readonly identity: string },
): Promise<{ readonly sid: string | undefined; readonly roleSid: string }> {
  const { accountSid, authToken, baseUrl, chatServiceSid } = emulator.config;
  const authorization = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`;
  const list = async (path: string, key: string) => {
    const answer = await fetch(`${baseUrl}/v1/Services/${chatServiceSid}/${path}`, {
      headers: { authorization },
    });
    return ((await answer.json()) as Readonly<Record<string, readonly Record<string, string>[]>>)[key] ?? [];
  };
  const participants = await list(`Conversations/${conversationSid}/Participants`, 'participants');
  const own = participants.find((participant) => participant['identity'] === identity);
  const roles = await list('Roles', 'roles');
  const other = roles.find(({ type, sid }) => type === 'conversation' && sid !== own?.['role_sid']);
  return { sid: own?.['sid'], roleSid: other?.['sid'] ?? '' };
}
