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
  settle(outcome: SentMessage['outcome'], sid: string | null): void;
}

/** One absence while it lasts. */
export interface AbsenceRecord {
  removed(): void;
  returnAsked(): void;
}

/** Empty records. */
export function createWriteRecords({
  now,
}: {
  /** Milliseconds since the start of the run. */
  readonly now: () => number;
}): WriteRecords {
  const sent: (SentMessage & { outcome: SentMessage['outcome']; sid: string | null; bodies: Set<string> })[] =
    [];
  const deletions = new Set<string>();
  const absences: { -readonly [Key in keyof Absence]: Absence[Key] }[] = [];

  return {
    begin({ clientMessageId, conversationSid, body }) {
      const bodies = new Set([body]);
      const record = { clientMessageId, conversationSid, bodies, outcome: 'unanswered', sid: null } as {
        -readonly [Key in keyof SentMessage]: SentMessage[Key];
      } & { bodies: Set<string> };
      sent.push(record);
      return {
        bodyAsked: (changed) => void bodies.add(changed),
        settle(outcome, sid) {
          record.outcome = outcome;
          record.sid = sid;
        },
      };
    },
    deletionAsked: (sid) => void deletions.add(sid),
    removalAsked(who) {
      const absence: { -readonly [Key in keyof Absence]: Absence[Key] } = {
        ...who,
        removalAskedAtMs: now(),
        removedAtMs: Number.POSITIVE_INFINITY,
        returnAskedAtMs: null,
      };
      absences.push(absence);
      return {
        removed() {
          absence.removedAtMs = now();
        },
        returnAsked() {
          absence.returnAskedAtMs = now();
        },
      };
    },
    sent: () => sent,
    deletions: () => deletions,
    absences: () => absences,
  };
}
