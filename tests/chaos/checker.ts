import { replay } from './replay.ts';
import { describeEntry, type LogEntry, type SeenMessage, type StreamLog } from './stream-log.ts';
import type { Absence, SentMessage, Truth } from './truth.ts';

/** The ways in which the promise can be broken. */
export const violationKinds = [
  /** A message was never told of, neither by an event nor by the answer to a Resync. */
  'lost',
  /** A message was told of as added more than once. */
  'repeated',
  /** A message was told of as added after one with a higher index. */
  'out of order',
  /** Something was told of that Twilio never held. */
  'phantom',
  /** At the end, the newest messages on the client are not Twilio's. */
  'not converged',
  /** Something was told of to a viewer who was known to be removed. */
  'after removal',
  /** At the end, the client was not told that its viewer is no member any more, or is one again. */
  'membership untold',
  /** Twilio holds more than one message of one clientMessageId. */
  'sent twice',
  /** A message was answered as sent, and Twilio does not hold it. */
  'sent and gone',
] as const;

/** One of {@link violationKinds}. */
export type ViolationKind = (typeof violationKinds)[number];

/** One breach of the promise. */
export interface Violation {
  readonly kind: ViolationKind;
  /** How the client heard of it; null for what concerns writers. */
  readonly source: StreamLog['source'] | null;
  readonly sentence: string;
  /** The lines of the client's log around it. */
  readonly lines: readonly string[];
}

/** Options of {@link check}. */
export interface CheckOptions {
  /** How many of the newest messages have to converge. @default 100 */
  readonly windowSize?: number;
  /**
   * How long after a removal was answered something may still be on its way, in milliseconds: where the gateway that made it dies with what
   * it knew, and the webhook is lost, memberships are looked at once a minute. @default 80_000
   */
  readonly removalGraceMs?: number;
}

/** Compares what clients saw with what really happened. Reads nothing but its arguments. */
export function check(
  logs: readonly StreamLog[],
  truth: Truth,
  { windowSize = 100, removalGraceMs = 80_000 }: CheckOptions = {},
): readonly Violation[] {
  const bodies = new Map(truth.sent.map((sent) => [sent.clientMessageId, sent.bodies]));
  const violations = logs.flatMap((log) => {
    const stream: Stream = {
      log,
      truth,
      bodies,
      held: truth.conversations.get(log.conversationSid) ?? [],
      absences: truth.absences.filter(
        (absence) => absence.identity === log.identity && absence.conversationSid === log.conversationSid,
      ),
      windowSize,
      removalGraceMs,
    };
    return [
      ...findLost(stream),
      ...findRepeatedAndDisordered(stream),
      ...findPhantoms(stream),
      ...findDiverged(stream),
      ...findAfterRemoval(stream),
    ];
  });
  return [...violations, ...findUntoldMemberships(logs, truth), ...checkSends(truth)];
}

/** One log with all that it is compared with. */
interface Stream {
  readonly log: StreamLog;
  readonly truth: Truth;
  readonly bodies: ReadonlyMap<string, ReadonlySet<string>>;
  /** What Twilio holds of the conversation. */
  readonly held: readonly SeenMessage[];
  readonly absences: readonly Absence[];
  readonly windowSize: number;
  readonly removalGraceMs: number;
}

function findLost(stream: Stream): Violation[] {
  const { entries } = stream.log;
  const start = startOf(stream);
  if (!start || isOver(stream, start)) return [];
  const added = new Set(entries.flatMap((entry) => (entry.kind === 'added' ? [entry.message.index] : [])));
  const excused = excusedRanges(entries);
  const startIndex = newestIndex(start.messages);
  return stream.held
    .filter(({ index }) => index > startIndex && !added.has(index))
    .filter(({ index }) => !excused.some(({ above, upTo }) => index > above && index <= upTo))
    .map(({ index, sid }) =>
      violation(stream, {
        kind: 'lost',
        sentence: `message ${index} (${sid}) never came`,
        at: entries.findIndex((entry) => entry.kind === 'added' && entry.message.index > index),
      }),
    );
}

/** What the answer to a Resync, or to a new beginning, brought needs no event of its own: from the last event before to the newest answered. */
function excusedRanges(
  entries: readonly LogEntry[],
): readonly { readonly above: number; readonly upTo: number }[] {
  const ranges: { above: number; upTo: number }[] = [];
  let newestAdded = -1;
  let above: number | null = null;
  let isAnswered = false;
  for (const entry of entries) {
    if (entry.kind === 'added') {
      newestAdded = Math.max(newestAdded, entry.message.index);
      // Several queries may follow one another; what comes after an event has to come by events.
      if (isAnswered) above = null;
      isAnswered = false;
    }
    if (entry.kind === 'resync' || entry.kind === 'restarted') {
      above = isAnswered ? newestAdded : (above ?? newestAdded);
      isAnswered = false;
    }
    if (entry.kind !== 'queried') continue;
    if (entry.reason === 'resync' && above !== null)
      ranges.push({ above, upTo: newestIndex(entry.messages) });
    if (entry.reason === 'resync') isAnswered = true;
    newestAdded = Math.max(newestAdded, newestIndex(entry.messages));
  }
  return ranges;
}

function findRepeatedAndDisordered(stream: Stream): Violation[] {
  const violations: Violation[] = [];
  const added = new Set<number>();
  let newest = -1;
  for (const [at, entry] of stream.log.entries.entries()) {
    if (entry.kind === 'restarted') {
      // The last second before a cursor is told again.
      added.clear();
      newest = -1;
    }
    if (entry.kind !== 'added') continue;
    const { index, sid } = entry.message;
    if (added.has(index)) {
      const sentence = `message ${index} (${sid}) came again`;
      violations.push(violation(stream, { kind: 'repeated', sentence, at }));
    } else if (index < newest) {
      const sentence = `message ${index} (${sid}) came after ${newest}`;
      violations.push(violation(stream, { kind: 'out of order', sentence, at }));
    }
    added.add(index);
    newest = Math.max(newest, index);
  }
  return violations;
}

function findPhantoms(stream: Stream): Violation[] {
  const sidsByIndex = new Map(stream.held.map(({ index, sid }) => [index, sid]));
  const held = new Set(sidsByIndex.values());
  const explain = ({ sid, index, body, clientMessageId }: SeenMessage): string | null => {
    if (held.has(sid) && sidsByIndex.get(index) !== sid) return `${sid} has another index than ${index}`;
    if (!held.has(sid) && !stream.truth.deletionAsked.has(sid)) return `${sid} (${index}) never existed`;
    const written = clientMessageId === null ? undefined : stream.bodies.get(clientMessageId);
    if (written && !written.has(body ?? '')) return `nobody ever wrote "${body}" into ${sid} (${index})`;
    return null;
  };
  return stream.log.entries.flatMap((entry, at) => {
    const messages =
      entry.kind === 'queried'
        ? entry.messages
        : entry.kind === 'added' || entry.kind === 'updated'
          ? [entry.message]
          : [];
    return messages.flatMap((message) => {
      const sentence = explain(message);
      return sentence === null ? [] : [violation(stream, { kind: 'phantom', sentence, at })];
    });
  });
}

function findDiverged(stream: Stream): Violation[] {
  const { log, held, windowSize } = stream;
  const start = startOf(stream);
  if (!start || isOver(stream, start)) return [];
  const { messages, knownFrom } = replay(log.entries, { windowSize });
  const newest = held.slice(-windowSize);
  const from = held.length > windowSize ? Math.max(knownFrom, newest[0]?.index ?? 0) : knownFrom;
  const expected = new Map(
    newest.filter(({ index }) => index >= from).map((message) => [message.index, message]),
  );
  const sentences: { index: number; sentence: string }[] = [];
  for (const [index, message] of expected) {
    const shown = messages.get(index);
    if (!shown) sentences.push({ index, sentence: `message ${index} (${message.sid}) is not on the client` });
    else if (shown.sid !== message.sid || shown.body !== message.body) {
      const sentence = `message ${index} (${message.sid}) reads "${shown.body}" and not "${message.body}"`;
      sentences.push({ index, sentence });
    }
  }
  for (const [index, { sid }] of messages) {
    if (index < from || expected.has(index)) continue;
    sentences.push({ index, sentence: `message ${index} (${sid}) is on the client and not at Twilio` });
  }
  return sentences.map(({ index, sentence }) =>
    violation(stream, {
      kind: 'not converged',
      sentence,
      at: log.entries.findLastIndex((entry) => indexOf(entry) === index),
    }),
  );
}

function findAfterRemoval(stream: Stream): Violation[] {
  const { entries } = stream.log;
  const endedAt = entries.findIndex((entry) => entry.kind === 'membershipEnded');
  return entries.flatMap((entry, at) => {
    const index = indexOf(entry);
    if (index === null) return [];
    const absence = stream.absences.find(
      ({ removedAtMs, returnAskedAtMs }) =>
        entry.atMs > removedAtMs + stream.removalGraceMs && entry.atMs < (returnAskedAtMs ?? Infinity),
    );
    if (!absence && (endedAt === -1 || at < endedAt)) return [];
    const sentence = absence
      ? `${entry.kind} ${index} came ${Math.round(entry.atMs - absence.removedAtMs)} ms after the removal`
      : `${entry.kind} ${index} came after the client was told of the removal`;
    return [violation(stream, { kind: 'after removal', sentence, at })];
  });
}

function findUntoldMemberships(logs: readonly StreamLog[], { absences }: Truth): Violation[] {
  return absences.flatMap((absence, place) => {
    const { identity, conversationSid, returnedAtMs, returnAskedAtMs } = absence;
    const isOfAbsence = (other: Pick<StreamLog, 'identity' | 'conversationSid'>) =>
      other.identity === identity && other.conversationSid === conversationSid;
    const isLatest = !absences.slice(place + 1).some(isOfAbsence);
    const isSettled =
      absence.removedAtMs !== Infinity && (returnAskedAtMs === null) === (returnedAtMs === null);
    // A stream of one conversation is opened by its client: nobody has to be told of joining there.
    const sources: readonly StreamLog['source'][] =
      returnedAtMs === null ? ['conversation', 'inbox'] : ['inbox'];
    if (!isLatest || !isSettled) return [];
    return sources.flatMap((source) => {
      const follower = logs.find((log) => log.identity === identity && log.source === source);
      const log = logs.findLast((candidate) => candidate.source === source && isOfAbsence(candidate));
      const isFollowing = log !== undefined && !log.entries.some(({ kind }) => kind === 'membershipEnded');
      if (!follower || isFollowing === (returnedAtMs !== null)) return [];
      const what = returnedAtMs === null ? 'the removal' : 'the return';
      const seconds = Math.round((returnedAtMs ?? absence.removedAtMs) / 1_000);
      return [
        violationOf(log ?? { ...follower, conversationSid, entries: [] }, {
          kind: 'membership untold',
          sentence: `${what} at ${seconds} s was never told`,
          at: -1,
        }),
      ];
    });
  });
}

function checkSends({ sent, conversations, deletionAsked }: Truth): Violation[] {
  return sent.flatMap((message) => {
    const held = (conversations.get(message.conversationSid) ?? []).filter(
      ({ clientMessageId }) => clientMessageId === message.clientMessageId,
    );
    return [...findSentTwice(message, held), ...findSentAndGone(message, { held, deletionAsked })];
  });
}

function findSentTwice(message: SentMessage, held: readonly SeenMessage[]): Violation[] {
  if (held.length <= 1) return [];
  const sids = held.map(({ sid, index }) => `${sid} (${index})`).join(', ');
  return [
    {
      kind: 'sent twice',
      source: null,
      sentence: `${message.clientMessageId} became ${sids}; ${message.answeredBy} answered`,
      lines: [],
    },
  ];
}

function findSentAndGone(
  { outcome, sid, clientMessageId }: SentMessage,
  options: { readonly held: readonly SeenMessage[]; readonly deletionAsked: ReadonlySet<string> },
): Violation[] {
  if (outcome !== 'sent' || sid === null || options.deletionAsked.has(sid)) return [];
  if (options.held.some((message) => message.sid === sid)) return [];
  const sentence = `${clientMessageId} was answered with ${sid}, which Twilio does not hold`;
  return [{ kind: 'sent and gone', source: null, sentence, lines: [] }];
}

type QueriedEntry = Extract<LogEntry, { kind: 'queried' }>;

function startOf({ log }: Stream): QueriedEntry | undefined {
  return log.entries.find((entry) => entry.kind === 'queried');
}

/** Whoever left since the start is owed nothing more, even where the client was not told of it. */
function isOver({ log, absences }: Stream, start: QueriedEntry): boolean {
  return (
    log.entries.some((entry) => entry.kind === 'membershipEnded') ||
    absences.some(({ removalAskedAtMs }) => removalAskedAtMs >= start.atMs)
  );
}

function newestIndex(messages: readonly SeenMessage[]): number {
  return messages.at(-1)?.index ?? -1;
}

/** The index of the message that an event is about; null for everything else. */
function indexOf(entry: LogEntry): number | null {
  if (entry.kind === 'added' || entry.kind === 'updated') return entry.message.index;
  return entry.kind === 'removed' ? entry.index : null;
}

/** Lines of a log that are shown before and after the one in question. */
const linesAround = 6;

function violation(
  { log }: Stream,
  found: { readonly kind: ViolationKind; readonly sentence: string; readonly at: number },
): Violation {
  return violationOf(log, found);
}

function violationOf(
  log: StreamLog,
  { kind, sentence, at }: { readonly kind: ViolationKind; readonly sentence: string; readonly at: number },
): Violation {
  const middle = at === -1 ? log.entries.length - 1 : at;
  const lines = log.entries
    .slice(Math.max(0, middle - linesAround), middle + linesAround + 1)
    .map((entry, offset) => {
      const isMiddle = offset + Math.max(0, middle - linesAround) === middle;
      return `${isMiddle ? '>' : ' '} ${describeEntry(entry)}`;
    });
  return {
    kind,
    source: log.source,
    sentence: `${log.client}, ${log.source} stream of ${log.conversationSid}: ${sentence}`,
    lines,
  };
}
