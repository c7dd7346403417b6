import type { Message } from '../model.ts';
import type { BusPosition } from './event-bus.ts';
import { fingerprintOf } from './timeline-fingerprint.ts';
import type { TimelineCursor } from './timeline-step.ts';
import { markWindow } from './timeline-window.ts';

/** The newest messages that somebody was shown. */
export interface ShownMessages {
  readonly messages: readonly Message[];
  /** Whether there were no older ones. */
  readonly isComplete: boolean;
}

/**
 * Where a timeline takes over from what somebody was shown.
 * @param at where the bus stood before anything was read, and when
 * @param shown null where the newest messages were not among it: the bus and the time then say what is new
 */
export function cursorAfterReading(
  at: BusPosition & { readonly takenAt: number },
  shown: ShownMessages | null,
): TimelineCursor {
  if (!shown) return { ...at, index: null, window: null };
  const messages = shown.messages
    .map((message) => ({ index: message.index, fingerprint: fingerprintOf(message) }))
    .toSorted((one, other) => one.index - other.index);
  const top = messages.at(-1)?.index ?? -1;
  const low = shown.isComplete ? 0 : (messages[0]?.index ?? 0);
  return { ...at, index: top, window: markWindow(messages, { low, top }) };
}
