import type { Random } from '../../src/emulator/random.ts';
import { conversationId } from '../../src/graphql/global-id.ts';
import { deleteMutation, sendMutation, updateMutation } from './documents.ts';
import type { Answer, GraphqlEndpoint } from './graphql-endpoint.ts';
import { pause } from './pause.ts';
import type { SendRecord, WriteRecords } from './write-records.ts';

/** Somebody who sends, edits and deletes messages, and asks again until answered. */
export interface Writer {
  /** Writes until the signal aborts; what was begun is finished. */
  run(signal: AbortSignal): Promise<void>;
  /** Sends one message. */
  send(conversationSid: string): Promise<void>;
}

/** A message that its writer may still change. */
interface OwnMessage {
  readonly id: string;
  readonly sid: string;
  readonly record: SendRecord;
  readonly clientMessageId: string;
  revision: number;
}

/** Own messages that may still be changed; older ones are left alone, so that changes fall into the window that converges. */
const ownMessagesMax = 8;

/** Times that a writer takes for an answer to a send that nobody knows what became of it; then the writer believes it. */
const unknownMax = 4;

/** A writer who is a member of all `conversationSids`. */
export function createWriter(options: {
  readonly name: string;
  readonly identity: string;
  readonly conversationSids: readonly string[];
  readonly endpoint: GraphqlEndpoint;
  readonly records: WriteRecords;
  readonly random: Random;
  /** Mean time from one write to the next, in milliseconds. */
  readonly gapMs: number;
}): Writer {
  const { name, identity, conversationSids, endpoint, records, random, gapMs } = options;
  const own: OwnMessage[] = [];
  let messages = 0;

  const pick = <Item>(items: readonly Item[]): Item | undefined => items[Math.floor(random() * items.length)];

  const send = async (conversationSid: string): Promise<void> => {
    messages += 1;
    const clientMessageId = `${name}-${messages}`;
    const body = `${clientMessageId} r0`;
    const record = records.begin({ clientMessageId, conversationSid, body });
    let unknown = 0;
    const answer = await endpoint.ask({
      document: sendMutation,
      variables: { input: { conversationId: conversationId(conversationSid), body, clientMessageId } },
      identity,
      isSettledBy(reply) {
        // The same id sends nothing twice: whoever gets no clear answer may ask again.
        if (reply.codes.includes('DELIVERY_UNKNOWN')) unknown += 1;
        return isSettledBy(reply) && (unknown === 0 || unknown === unknownMax || reply.codes.length === 0);
      },
    });
    const message = payloadOf(answer)?.message;
    if (message) {
      record.settle('sent', { sid: message.sid, origin: answer?.origin ?? '' });
      own.push({ ...message, record, clientMessageId, revision: 0 });
      own.splice(0, own.length - ownMessagesMax);
    } else if (answer) {
      record.settle('unknown', { sid: null, origin: answer.origin });
    }
  };

  const edit = async (message: OwnMessage): Promise<void> => {
    message.revision += 1;
    const body = `${message.clientMessageId} r${message.revision}`;
    message.record.bodyAsked(body);
    await endpoint.ask({
      document: updateMutation,
      variables: { input: { messageId: message.id, body } },
      identity,
      isSettledBy,
    });
  };

  const remove = async (message: OwnMessage): Promise<void> => {
    own.splice(own.indexOf(message), 1);
    records.deletionAsked(message.sid);
    await endpoint.ask({
      document: deleteMutation,
      variables: { input: { messageId: message.id } },
      identity,
      isSettledBy,
    });
  };

  const writeSomething = async (): Promise<void> => {
    const message = pick(own);
    const dice = random();
    if (message && dice < 0.2) await edit(message);
    else if (message && dice < 0.3) await remove(message);
    else await send(pick(conversationSids) ?? '');
  };

  return {
    send,
    async run(signal) {
      while (!signal.aborted) {
        await writeSomething();
        await pause(gapMs * 2 * random(), signal);
      }
    },
  };
}

interface SendPayload {
  readonly message?: { readonly id: string; readonly sid: string } | null;
}

function payloadOf(answer: Answer | null): SendPayload | null {
  return (answer?.data?.['sendMessage'] as SendPayload | null | undefined) ?? null;
}

/** What is worth no second attempt: done, gone already, or beyond knowing. */
const settlingCodes: ReadonlySet<string> = new Set(['NOT_FOUND', 'DELIVERY_UNKNOWN', 'ALREADY_EXISTS']);

/** Whether an answer ends a write. */
export function isSettledBy({ data, codes }: Answer): boolean {
  if (codes.length === 0) return data !== null;
  return codes.some((code) => settlingCodes.has(code));
}
