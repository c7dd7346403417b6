import { setMaxListeners } from 'node:events';
import type { Random } from '../../src/emulator/random.ts';
import { conversationId, parseConversationId, parseMessageId } from '../../src/graphql/global-id.ts';
import { conversationSubscription, inboxQuery, inboxSubscription, threadQuery } from './documents.ts';
import type { Answer, GraphqlEndpoint } from './graphql-endpoint.ts';
import { createLiveSocket, type LiveStream, type WireEvent } from './live-socket.ts';
import { pause } from './pause.ts';
import { createSession, type Session } from './session.ts';
import type { SeenMessage, StreamLog } from './stream-log.ts';

/** A client that follows conversations as the documents tell it to, and writes down everything that comes. */
export interface StreamClient {
  readonly name: string;
  readonly identity: string;
  /** Begins anew with a conversation: queries its newest messages, and follows it from there. */
  followConversation(conversationSid: string): void;
  /** The same for all of the viewer's conversations. */
  followInbox(): void;
  logs(): readonly StreamLog[];
  connections(): number;
  /** What the client could not do at all, as sentences. */
  troubles(): readonly string[];
  close(): void;
}

/** Codes after which a stream is not asked for again: the viewer is no member. */
const finalCodes: ReadonlySet<string> = new Set(['NOT_FOUND', 'FORBIDDEN']);

/** Options of {@link createStreamClient}. */
export interface StreamClientOptions {
  readonly name: string;
  readonly identity: string;
  readonly address: string;
  readonly endpoint: GraphqlEndpoint;
  readonly pickOrigin: () => string;
  readonly random: Random;
  /** Milliseconds since the start of the run. */
  readonly now: () => number;
}

/** Follows nothing yet. */
export function createStreamClient(options: StreamClientOptions): StreamClient {
  const { name, identity, endpoint, random, now } = options;
  const socket = createLiveSocket({
    ...options,
    onConnected(origin) {
      for (const session of sessions) if (!session.isOver()) session.note(`connected to ${origin}`);
    },
  });
  const closing = new AbortController();
  // Every query and pause that is under way listens; each lets go again.
  setMaxListeners(0, closing.signal);
  const sessions: Session[] = [];
  const troubles: string[] = [];
  /** Sessions that run, by the conversation's sid. */
  const byConversation = new Map<string, Session>();
  const inbox = new Map<string, Session>();

  const open = (source: StreamLog['source'], conversationSid: string): Session => {
    const session = createSession({ client: name, identity, source, conversationSid, now });
    sessions.push(session);
    return session;
  };

  const queryThread = async (session: Session, reason: 'start' | 'resync'): Promise<string | null> => {
    const sinceEntry = session.length();
    const answer = await endpoint.ask({
      document: threadQuery,
      variables: { id: conversationId(session.conversationSid) },
      identity,
      isSettledBy: isThreadAnswer,
      signal: closing.signal,
    });
    if (closing.signal.aborted || session.isOver()) return null;
    const thread = answer ? readThread(answer) : null;
    if (!thread) {
      session.note(answer ? 'query: no such conversation' : 'query: nobody answered');
      // No stream is left that could tell of the removal.
      if (answer && reason === 'resync' && session.log.source === 'conversation') session.endMembership();
      if (!answer) troubles.push(`${name} got no answer to the query of ${session.conversationSid}`);
      return null;
    }
    session.queried(reason, { messages: thread.messages, sinceEntry });
    return thread.eventsCursor;
  };

  /** Keeps a stream until it is over, or until `restart` began it anew. */
  const keepFollowing = (request: {
    readonly document: string;
    readonly variables: Readonly<Record<string, unknown>>;
    after: string;
    readonly take: (event: WireEvent) => void;
    /** Told of a Resync, after which nothing more is taken. Gives the cursor of a new beginning; null where there is none. */
    readonly restart: () => Promise<string | null>;
    readonly end: (codes: readonly string[]) => boolean;
    readonly onStream: (stream: LiveStream) => void;
  }): void => {
    const { document, variables } = request;
    const startedAtMs = now();
    let isStopped = false;
    const stream = socket.follow(
      { document, variables, after: request.after },
      {
        event(event) {
          if (isStopped) return;
          request.after = event.cursor;
          request.take(event);
          if (event.__typename === 'Resync') void beginAnew();
        },
        ended(codes) {
          if (!request.end(codes)) return;
          void pause(200 + random() * 800, closing.signal).then(() => {
            if (!closing.signal.aborted) keepFollowing(request);
          });
        },
      },
    );
    request.onStream(stream);

    /** As the documents tell: query again, and subscribe anew with the new cursor; not at once where that was in vain just now. */
    async function beginAnew(): Promise<void> {
      isStopped = true;
      stream.stop();
      if (now() - startedAtMs < 1_000) await pause(500 + random() * 1_000, closing.signal);
      const after = await request.restart();
      if (after !== null && !closing.signal.aborted) keepFollowing({ ...request, after });
    }
  };

  const followConversation = async (session: Session): Promise<void> => {
    const after = await queryThread(session, 'start');
    if (after === null) return;
    keepFollowing({
      document: conversationSubscription,
      variables: { id: conversationId(session.conversationSid) },
      after,
      onStream: (stream) => session.onClose(() => stream.stop()),
      take: (event) => session.take(event),
      restart: () => queryThread(session, 'resync'),
      end(codes) {
        session.note(`stream ended: ${codes.join(', ') || 'complete'}`);
        if (codes.some((code) => finalCodes.has(code))) session.endMembership();
        return !session.isOver();
      },
    });
  };

  /** The conversations of the viewer, and the cursor from which the inbox goes on. */
  const queryInbox = async () => {
    const answer = await endpoint.ask({
      document: inboxQuery,
      variables: {},
      identity,
      isSettledBy: ({ data, codes }) => codes.length === 0 && data !== null,
      signal: closing.signal,
    });
    return answer ? readInbox(answer) : null;
  };

  const joinInInbox = async (conversationSid: string): Promise<void> => {
    const session = open('inbox', conversationSid);
    inbox.set(conversationSid, session);
    await queryThread(session, 'start');
  };
  const leaveInInbox = (conversationSid: string): void => {
    inbox.get(conversationSid)?.endMembership();
  };

  /** Shows what a query of the inbox shows of a conversation that was not on the screen. */
  const showInInbox = ({ sid, messages }: InboxRow): void => {
    const session = open('inbox', sid);
    inbox.set(sid, session);
    session.queried('start', { messages, sinceEntry: 0 });
  };

  /** Everything on the screen is queried again. Gives the cursor from which the inbox goes on. */
  const requeryInbox = async (): Promise<string | null> => {
    const before = [...inbox.values()].filter((session) => !session.isOver());
    for (const session of before) session.restarted();
    const sinceEntry = new Map(before.map((session) => [session, session.length()]));
    const answer = await queryInbox();
    if (!answer) {
      troubles.push(`${name} got no answer to the query of the inbox`);
      return null;
    }
    const rows = new Map(answer.rows.map((row) => [row.sid, row]));
    for (const session of before) {
      if (session.isOver()) continue;
      const row = rows.get(session.conversationSid);
      if (!row) session.endMembership();
      else
        session.queried('resync', {
          messages: row.messages,
          sinceEntry: sinceEntry.get(session) ?? session.length(),
        });
    }
    for (const row of answer.rows) if (inbox.get(row.sid)?.isOver() !== false) showInInbox(row);
    return answer.eventsCursor;
  };

  const takeFromInbox = (event: WireEvent): void => {
    switch (event.__typename) {
      case 'Resync':
        for (const session of inbox.values()) if (!session.isOver()) session.take(event);
        return;
      case 'ConversationAdded': {
        const sid = event.edge?.node.sid;
        if (sid === undefined) return;
        const session = inbox.get(sid);
        if (session && !session.isOver()) session.note('told again of joining');
        else void joinInInbox(sid);
        return;
      }
      case 'ConversationRemoved':
        if (event.conversationId !== undefined) leaveInInbox(parseConversationId(event.conversationId));
        return;
      default: {
        const sid = conversationOf(event);
        if (sid === null) return;
        let session = inbox.get(sid);
        if (!session) {
          // Told of a conversation before its joining: the log without a start shows it.
          session = open('inbox', sid);
          inbox.set(sid, session);
        }
        session.take(event);
      }
    }
  };

  const startInbox = async (): Promise<void> => {
    const start = await queryInbox();
    if (!start) {
      troubles.push(`${name} got no answer to the query of the inbox`);
      return;
    }
    for (const row of start.rows) showInInbox(row);
    followInboxAfter(start.eventsCursor);
  };

  const followInboxAfter = (after: string): void =>
    keepFollowing({
      document: inboxSubscription,
      variables: {},
      after,
      take: takeFromInbox,
      restart: requeryInbox,
      onStream: () => {},
      end(codes) {
        for (const session of inbox.values()) session.note(`inbox ended: ${codes.join(', ') || 'complete'}`);
        if (!codes.includes('INVALID_CURSOR')) return true;
        // A gateway of another version does not know the cursor: a client starts with a query then.
        void requeryInbox().then((cursor) => {
          if (cursor !== null && !closing.signal.aborted) followInboxAfter(cursor);
        });
        return false;
      },
    });

  return {
    name,
    identity,
    followConversation(conversationSid) {
      byConversation.get(conversationSid)?.abandon();
      const session = open('conversation', conversationSid);
      byConversation.set(conversationSid, session);
      void followConversation(session);
    },
    followInbox: () => void startInbox(),
    logs: () => sessions.map((session) => session.log),
    connections: socket.connections,
    troubles: () => troubles,
    close() {
      closing.abort();
      socket.close();
    },
  };
}

function isThreadAnswer({ data, codes }: Answer): boolean {
  if (codes.includes('NOT_FOUND')) return true;
  return codes.length === 0 && data !== null;
}

interface Thread {
  readonly eventsCursor: string;
  readonly messages: readonly SeenMessage[];
}

function readThread({ data }: Answer): Thread | null {
  const { conversation } = (data ?? {}) as {
    conversation?: { eventsCursor: string | null; messages: { nodes: readonly SeenMessage[] } | null } | null;
  };
  if (!conversation?.messages || conversation.eventsCursor === null) return null;
  return { eventsCursor: conversation.eventsCursor, messages: conversation.messages.nodes };
}

interface InboxRow {
  readonly sid: string;
  readonly messages: readonly SeenMessage[];
}

function readInbox({ data }: Answer): { readonly eventsCursor: string; readonly rows: readonly InboxRow[] } {
  const { viewer } = data as {
    viewer: {
      eventsCursor: string;
      conversations: { nodes: readonly { sid: string; messages: { nodes: readonly SeenMessage[] } }[] };
    };
  };
  const rows = viewer.conversations.nodes.map(({ sid, messages }) => ({ sid, messages: messages.nodes }));
  return { eventsCursor: viewer.eventsCursor, rows };
}

function conversationOf(event: WireEvent): string | null {
  if (event.message) return parseMessageId(event.message.id).conversationSid;
  return event.conversationId === undefined ? null : parseConversationId(event.conversationId);
}
