import type { Message } from '../../src/model.ts';
import type { ConversationsApi } from '../../src/upstream/conversations-api.ts';
import type { SimulatedRest } from './simulated-rest.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** The conversation of a world that has no other. */
export const onlyConversationSid = `CH${'5'.repeat(32)}`;

/** A version of a message, as REST and as webhooks tell it. */
interface Version {
  readonly from: number;
  readonly rest: Message;
  readonly webhook: Message;
}

interface Row {
  readonly index: number;
  readonly sid: string;
  readonly createdAt: number;
  readonly versions: Version[];
  removedAt: number;
}

/** Twilio as it is seen from the gateway: a list of messages that can be read back, and whose history the checker may ask. */
export interface SimulatedTwilio {
  /** Posts a message. */
  send(options: { readonly skip: number }): Message;
  /** Changes one of the newest messages; null when there is none. */
  edit(place: number): Message | null;
  /** Changes a message again; null when it is gone. */
  editAgain(sid: string): Message | null;
  /** Deletes one of the newest messages; null when there is none. */
  remove(place: number): Message | null;
  /** The version that a webhook tells of. */
  asWebhook(message: Message): Message;
  /** What is listed now, or was at a time, newest last. */
  list(time?: number): readonly Message[];
  /** Which version of the message this content is, counted from 0; -1 when it never was. */
  versionOf(message: Message): number;
  removedAt(sid: string): number;
  /** REST, with its faults. */
  readonly api: Pick<ConversationsApi, 'listMessages'>;
  /** What REST holds of a message at a time; null when it holds none. */
  messageAt(sid: string, time: number): Message | null;
}

/** A conversation with some messages from before. */
export function createSimulatedTwilio(options: {
  readonly clock: VirtualClock;
  readonly rest: SimulatedRest;
  readonly messagesBefore: number;
  /** @default the one conversation of a world that has no other */
  readonly conversationSid?: string;
}): SimulatedTwilio {
  const { clock, rest: restApi, conversationSid = onlyConversationSid } = options;
  const rows: Row[] = [];
  const rowsBySid = new Map<string, Row>();
  const webhooks = new Map<Message, Message>();
  let nextIndex = 0;

  const contentOf = (row: Pick<Row, 'index' | 'sid' | 'createdAt'>, body: string): Version => {
    const now = clock.now();
    const common = {
      sid: row.sid,
      conversationSid,
      index: row.index,
      author: 'alice',
      participantSid: null,
      body,
      attributes: {},
      media: [],
      contentSid: null,
    };
    const whole = (time: number) => new Date(Math.floor(time / 1_000) * 1_000);
    const rest = { ...common, delivery: null, createdAt: whole(row.createdAt), updatedAt: whole(now) };
    const webhook = {
      ...common,
      delivery: undefined,
      createdAt: new Date(row.createdAt),
      updatedAt: new Date(now),
    };
    webhooks.set(rest, webhook);
    return { from: now, rest, webhook };
  };
  const send = (skip: number): Message => {
    const index = nextIndex + skip;
    nextIndex = index + 1;
    const head = { index, sid: `IM${index.toString().padStart(32, '0')}`, createdAt: clock.now() };
    const version = contentOf(head, `message ${index}`);
    const row = { ...head, versions: [version], removedAt: Number.POSITIVE_INFINITY };
    rows.push(row);
    rowsBySid.set(row.sid, row);
    return version.rest;
  };
  const edit = (row: Row): Message => {
    const version = contentOf(row, `message ${row.index}, version ${row.versions.length}`);
    row.versions.push(version);
    return version.rest;
  };
  const present = () => rows.filter((row) => row.removedAt > clock.now());
  const pick = (place: number) => {
    const newest = present().slice(-30);
    return newest[Math.floor(place * newest.length)];
  };
  const restOf = (row: Row, time: number): Message | undefined => {
    if (row.createdAt > time || row.removedAt <= time) return undefined;
    return row.versions.findLast(({ from }) => from <= time)?.rest;
  };

  for (let each = 0; each < options.messagesBefore; each += 1) send(0);

  return {
    send: ({ skip }) => send(skip),
    edit(place) {
      const row = pick(place);
      return row ? edit(row) : null;
    },
    editAgain(sid) {
      const row = present().find((each) => each.sid === sid);
      return row ? edit(row) : null;
    },
    remove(place) {
      const row = pick(place);
      if (!row) return null;
      row.removedAt = clock.now();
      return row.versions.at(-1)?.rest ?? null;
    },
    asWebhook: (message) => webhooks.get(message) ?? message,
    list: (time = clock.now()) => rows.flatMap((row) => restOf(row, time) ?? []),
    versionOf(message) {
      const row = rowsBySid.get(message.sid);
      return row?.index === message.index
        ? row.versions.findIndex(({ rest }) => rest.body === message.body)
        : -1;
    },
    removedAt: (sid) => rowsBySid.get(sid)?.removedAt ?? 0,
    api: {
      listMessages: (request, call) =>
        restApi.answer(call, (time) => {
          const below = request.pageToken === undefined ? Infinity : Number(request.pageToken);
          const pageSize = request.pageSize ?? 50;
          const items: Message[] = [];
          for (let place = rows.length - 1; place >= 0 && items.length <= pageSize; place -= 1) {
            const row = rows[place];
            const message = row && row.index < below ? restOf(row, time) : undefined;
            if (message) items.push(message);
          }
          const hasMore = items.length > pageSize;
          if (hasMore) items.pop();
          return { items, nextPageToken: hasMore ? String(items.at(-1)?.index) : null };
        }),
    },
    messageAt(sid, time) {
      const row = rowsBySid.get(sid);
      return (row && restOf(row, time)) ?? null;
    },
  };
}
