/** The decisions on which a timeline stands, in one place and pure, so that each can be proven to be needed. */
export interface TimelineRules {
  /** Whether a message of this index was delivered before, when `head` is the highest index delivered. */
  isRepeated(index: number, head: number): boolean;
  /** Whether a message may be delivered at once: nothing can lie between it and the head. */
  continues(index: number, head: number): boolean;
  /** Whether a message's `date_updated` proves it newer than another. */
  isNewer(candidate: Date, known: Date): boolean;
  /** Whether a read may contradict what was learnt at `touchedAt`: reads of Twilio may show a state that is slightly old. */
  mayContradict(readStartedAt: number, touchedAt: number): boolean;
  /** Whether a read may bring back a message of which a webhook said that it was removed. */
  mayRevive(readStartedAt: number, removedAt: number): boolean;
}

/** How old the state that Twilio's REST answers may be, with room to spare, in milliseconds. */
export const staleMs = 1_000;

/** How far the clocks of instances may be apart, and word from one to the other may take, in milliseconds. */
export const clocksDifferMs = 5_000;

/** Longer than anybody keeps and shows messages as they were, where word of a change did not arrive, in milliseconds. */
export const unheardMs = 60_000 + clocksDifferMs;

/** A removal is believed this much longer than a read: that one was forged is much rarer than a read that is very old. */
const reviveAfterMs = 10_000;

/** The rules that a gateway has. */
export const timelineRules: TimelineRules = {
  isRepeated: (index, head) => index <= head,
  continues: (index, head) => index === head + 1,
  isNewer(candidate, known) {
    const [one, other] = [candidate.getTime(), known.getTime()];
    // REST dates have whole seconds, webhooks milliseconds: where either may be cut off, a second is a tie.
    if (one % 1_000 !== 0 && other % 1_000 !== 0) return one > other;
    return Math.floor(one / 1_000) > Math.floor(other / 1_000);
  },
  mayContradict: (readStartedAt, touchedAt) => readStartedAt - touchedAt >= staleMs,
  mayRevive: (readStartedAt, removedAt) => readStartedAt - removedAt >= reviveAfterMs,
};

/** REST dates have whole seconds: one that may be later counts as later, because a loss is worse than a repetition. */
export function mayBeAfter(date: Date, time: number): boolean {
  const latest = date.getTime() % 1_000 === 0 ? date.getTime() + 999 : date.getTime();
  return latest > time;
}
