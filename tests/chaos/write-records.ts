import type { Absence, SentMessage } from './truth.ts';

/** What writers asked for: the half of the truth that Twilio's state cannot tell. */
export interface WriteRecords {
  /** Notes a message before it is sent. */
  begin(message: {
    readonly clientMessageId: string;
    readonly conversationSid: string;
    readonly body: string;
  }): SendRecord;
  /** Notes a deletion before it is asked for. */
  deletionAsked(sid: string): void;
  /** Notes a removal before it is asked for. */
  removalAsked(who: { readonly identity: string; readonly conversationSid: string }): AbsenceRecord;
  sent(): readonly SentMessage[];
  deletions(): ReadonlySet<string>;
  absences(): readonly Absence[];
}

/** One message as its writer knows it. */
export interface SendRecord {
  bodyAsked(body: string): void;
  settle(
    outcome: SentMessage['outcome'],
    answer: { readonly sid: string | null; readonly origin: string },
  ): void;
}

/** One absence while it lasts. */
export interface AbsenceRecord {
  removed(): void;
  returnAsked(): void;
  returned(): void;
}

/** Empty records. */
export function createWriteRecords({
  now,
}: {
  /** Milliseconds since the start of the run. */
  readonly now: () => number;
}): WriteRecords {
  const sent: Mutable<SentMessage>[] = [];
  const deletions = new Set<string>();
  const absences: Mutable<Absence>[] = [];

  return {
    begin({ clientMessageId, conversationSid, body }) {
      const bodies = new Set([body]);
      const record: Mutable<SentMessage> = {
        clientMessageId,
        conversationSid,
        bodies,
        outcome: 'unanswered',
        sid: null,
        askedAtMs: now(),
        answeredAtMs: null,
        answeredBy: null,
      };
      sent.push(record);
      return {
        bodyAsked: (changed) => void bodies.add(changed),
        settle(outcome, { sid, origin }) {
          record.outcome = outcome;
          record.sid = sid;
          record.answeredAtMs = now();
          record.answeredBy = origin;
        },
      };
    },
    deletionAsked: (sid) => void deletions.add(sid),
    removalAsked(who) {
      const absence: Mutable<Absence> = {
        ...who,
        removalAskedAtMs: now(),
        removedAtMs: Number.POSITIVE_INFINITY,
        returnAskedAtMs: null,
        returnedAtMs: null,
      };
      absences.push(absence);
      return {
        removed() {
          absence.removedAtMs = now();
        },
        returnAsked() {
          absence.returnAskedAtMs = now();
        },
        returned() {
          absence.returnedAtMs = now();
        },
      };
    },
    sent: () => sent,
    deletions: () => deletions,
    absences: () => absences,
  };
}

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };
