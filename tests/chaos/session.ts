import type { WireEvent } from './live-socket.ts';
import type { LogEntry, SeenMessage, StreamLog } from './stream-log.ts';

/** One client's time with one conversation, and its log. */
export interface Session {
  readonly conversationSid: string;
  readonly log: StreamLog;
  /** Entries so far. */
  length(): number;
  /** Writes down what came. */
  take(event: WireEvent): void;
  queried(
    reason: 'start' | 'resync',
    answer: { readonly messages: readonly SeenMessage[]; readonly sinceEntry: number },
  ): void;
  /** The client begins anew with a query. */
  restarted(): void;
  note(text: string): void;
  /** The viewer left, or was told of the removal. */
  endMembership(): void;
  /** The client itself wants nothing more: what is still on its way is nobody's fault, and not written down. */
  abandon(): void;
  isOver(): boolean;
  /** Runs `release` when the session is over, and each earlier one no more. */
  onClose(release: () => void): void;
}

/** A session with an empty log. */
export function createSession(
  options: Omit<StreamLog, 'entries'> & {
    /** Milliseconds since the start of the run. */
    readonly now: () => number;
  },
): Session {
  const { client, identity, source, conversationSid } = options;
  const entries: LogEntry[] = [];
  let isOver = false;
  let isAbandoned = false;
  let release = () => {};

  const add = (entry: LogEntry) => void entries.push(entry);
  const atMs = () => Math.round(options.now());

  const session: Session = {
    conversationSid,
    log: { client, identity, source, conversationSid, entries },
    length: () => entries.length,
    isOver: () => isOver,
    note: (text) => add({ kind: 'note', atMs: atMs(), text }),
    restarted: () => add({ kind: 'restarted', atMs: atMs() }),
    queried: (reason, answer) => add({ kind: 'queried', atMs: atMs(), reason, ...answer }),
    take(event) {
      if (isAbandoned) return;
      const { cursor, message, index } = event;
      switch (event.__typename) {
        case 'MessageAdded':
        case 'MessageUpdated': {
          if (!message) return;
          const kind = event.__typename === 'MessageAdded' ? 'added' : 'updated';
          add({ kind, atMs: atMs(), cursor, message: seen(message) });
          return;
        }
        case 'MessageRemoved':
          if (index !== undefined) add({ kind: 'removed', atMs: atMs(), cursor, index });
          return;
        case 'Resync':
          add({ kind: 'resync', atMs: atMs(), cursor, reason: event.reason ?? '' });
          return;
        case 'ConversationRemoved':
          session.endMembership();
          return;
        case 'ParticipantRemoved':
          if (event.identity === identity) session.endMembership();
          return;
        default:
      }
    },
    endMembership() {
      if (isOver) return;
      isOver = true;
      add({ kind: 'membershipEnded', atMs: atMs() });
      // What comes in this very turn still belongs to the operation, and to its log.
      setImmediate(() => release());
    },
    abandon() {
      isAbandoned = true;
      session.endMembership();
    },
    onClose(next) {
      release = next;
    },
  };
  return session;
}

function seen({ sid, index, body, clientMessageId }: SeenMessage): SeenMessage {
  return { sid, index, body, clientMessageId };
}
