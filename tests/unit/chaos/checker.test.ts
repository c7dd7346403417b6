import { describe, expect, it } from 'vitest';
import { check, type CheckOptions } from '../../chaos/checker.ts';
import type { StreamLog } from '../../chaos/stream-log.ts';
import type { Truth } from '../../chaos/truth.ts';
import {
  added,
  conversationSid,
  log,
  membershipEnded,
  message,
  messages,
  removed,
  requeried,
  restarted,
  resync,
  started,
  truth,
  updated,
} from './log-builder.ts';

const staysAway = { returnAskedAtMs: null, returnedAtMs: null };

function find(stream: StreamLog, reality: Truth, options?: CheckOptions) {
  return check([stream], reality, options).map(({ kind, sentence }) => ({
    kind,
    sentence: sentence.replace(/^.*: /, ''),
  }));
}

describe('check', () => {
  it('finds nothing in a log that tells everything once, in order, and as it is', () => {
    const stream = log(started(messages(0, 1)), added(2), updated(0, 1), added(3), removed(2));
    const reality = truth([message(0, 1), message(1), message(3)], { deletionAsked: new Set(['IM2']) });

    expect(find(stream, reality)).toEqual([]);
  });

  it('finds a message that never came, on the stream and on the screen', () => {
    const stream = log(started(messages(0, 0)), added(1), added(3));

    expect(find(stream, truth(messages(0, 3)))).toEqual([
      { kind: 'lost', sentence: 'message 2 (IM2) never came' },
      { kind: 'not converged', sentence: 'message 2 (IM2) is not on the client' },
    ]);
  });

  it('shows the lines around a violation, and points at the one', () => {
    const [violation] = check([log(started([]), added(0), added(2))], truth(messages(0, 2)));

    expect(violation?.lines.find((line) => line.startsWith('>'))).toContain('added 2');
    expect(violation?.lines).toHaveLength(3);
  });

  it('lets a client that began anew be told again, and takes what it queried for told', () => {
    const began = log(started([]), added(0), restarted, requeried(messages(0, 1), 3), added(0), added(2));
    const incomplete = log(started([]), added(0), restarted, requeried(messages(0, 1), 3), added(3));

    expect(find(began, truth(messages(0, 2)))).toEqual([]);
    expect(find(incomplete, truth(messages(0, 3)))).toContainEqual({
      kind: 'lost',
      sentence: 'message 2 (IM2) never came',
    });
  });

  it('takes an edit of a message for no substitute of its addition', () => {
    const stream = log(started([]), updated(0, 0));

    expect(find(stream, truth(messages(0, 0)))).toEqual([
      { kind: 'lost', sentence: 'message 0 (IM0) never came' },
    ]);
  });

  it('does not ask for events of what the answer to a Resync brought', () => {
    const stream = log(started([]), added(0), resync, requeried(messages(0, 3), 3), added(4));

    expect(find(stream, truth(messages(0, 4)))).toEqual([]);
  });

  it('finds what was lost before a Resync, and after its answer', () => {
    const stream = log(started([]), added(1), resync, requeried(messages(0, 2), 3), added(4));

    const lost = find(stream, truth(messages(0, 4))).filter(({ kind }) => kind === 'lost');

    expect(lost).toEqual([
      { kind: 'lost', sentence: 'message 0 (IM0) never came' },
      { kind: 'lost', sentence: 'message 3 (IM3) never came' },
    ]);
  });

  it('finds a message that came twice', () => {
    const stream = log(started([]), added(0), added(1), added(0));

    expect(find(stream, truth(messages(0, 1)))).toEqual([
      { kind: 'repeated', sentence: 'message 0 (IM0) came again' },
    ]);
  });

  it('finds a message that came after a later one', () => {
    const stream = log(started([]), added(1), added(0));

    expect(find(stream, truth(messages(0, 1)))).toEqual([
      { kind: 'out of order', sentence: 'message 0 (IM0) came after 1' },
    ]);
  });

  it('finds a message that never existed, and none in one that was deleted', () => {
    const stream = log(started([]), added(0), removed(0), added(1), removed(1));

    expect(find(stream, truth([], { deletionAsked: new Set(['IM1']) }))).toEqual([
      { kind: 'phantom', sentence: 'IM0 (0) never existed' },
    ]);
  });

  it('finds a text that nobody wrote', () => {
    const stream = log(started([]), added(0), updated(0, 7), updated(0, 1));
    const reality = truth([message(0, 1)], {
      sent: [
        {
          clientMessageId: 'id-0',
          conversationSid,
          outcome: 'sent',
          sid: 'IM0',
          bodies: new Set(['text 0 r0', 'text 0 r1']),
          askedAtMs: 0,
          answeredAtMs: 10,
          answeredBy: 'http://127.0.0.1:1',
        },
      ],
    });

    expect(find(stream, reality)).toEqual([
      { kind: 'phantom', sentence: 'nobody ever wrote "text 0 r7" into IM0 (0)' },
    ]);
  });

  it('finds an edit that never reached the client, and one that was undone by an older one', () => {
    const stale = log(started(messages(0, 0)));
    const undone = log(started(messages(0, 0)), updated(0, 2), updated(0, 1));

    expect(find(stale, truth([message(0, 1)]))).toEqual([
      { kind: 'not converged', sentence: 'message 0 (IM0) reads "text 0 r0" and not "text 0 r1"' },
    ]);
    expect(find(undone, truth([message(0, 2)]))).toEqual([
      { kind: 'not converged', sentence: 'message 0 (IM0) reads "text 0 r1" and not "text 0 r2"' },
    ]);
  });

  it('finds a deletion that never reached the client', () => {
    const stream = log(started(messages(0, 1)));

    expect(find(stream, truth([message(1)], { deletionAsked: new Set(['IM0']) }))).toEqual([
      { kind: 'not converged', sentence: 'message 0 (IM0) is on the client and not at Twilio' },
    ]);
  });

  it('leaves alone what is older than the window, and what the client never asked for', () => {
    const stream = log(started(messages(4, 6)), added(7));
    const reality = truth([...messages(0, 3), message(4, 9), ...messages(5, 7)]);

    expect(find(stream, reality, { windowSize: 3 })).toEqual([]);
    expect(find(stream, reality, { windowSize: 4 })).toHaveLength(1);
  });

  it('applies what came while a query was under way on top of its answer', () => {
    const stream = log(started(messages(0, 0)), resync, updated(0, 1), requeried(messages(0, 0), 2));

    expect(find(stream, truth([message(0, 1)]))).toEqual([]);
  });

  it('finds what comes after the client was told of its removal', () => {
    const stream = log(started([]), added(0), membershipEnded, added(1));

    expect(find(stream, truth(messages(0, 1)))).toEqual([
      { kind: 'after removal', sentence: 'added 1 came after the client was told of the removal' },
    ]);
  });

  it('finds what comes long after a removal of which the client was not told', () => {
    const stream = log(started([]), added(0), added(1), added(2));
    const absence = { identity: 'alice', conversationSid, removalAskedAtMs: 500, removedAtMs: 1_000 };
    const gone = truth(messages(0, 2), { absences: [{ ...absence, ...staysAway }] });
    const back = truth(messages(0, 2), {
      absences: [{ ...absence, returnAskedAtMs: 2_500, returnedAtMs: 2_600 }],
    });
    const findLate = (reality: Truth, removalGraceMs: number) =>
      find(stream, reality, { removalGraceMs }).filter(({ kind }) => kind === 'after removal');

    expect(findLate(gone, 500)).toEqual([
      { kind: 'after removal', sentence: 'added 1 came 1000 ms after the removal' },
      { kind: 'after removal', sentence: 'added 2 came 2000 ms after the removal' },
    ]);
    expect(findLate(back, 500)).toHaveLength(1);
    expect(findLate(gone, 5_000)).toEqual([]);
  });

  it('finds a removal and a return of which the client was never told', () => {
    const stream = log(started([]));
    const inbox: StreamLog = { ...log(started([]), membershipEnded), source: 'inbox' };
    const absence = { identity: 'alice', conversationSid, removalAskedAtMs: 500, removedAtMs: 1_000 };
    const gone = truth([], { absences: [{ ...absence, ...staysAway }] });
    const back = truth([], { absences: [{ ...absence, returnAskedAtMs: 2_500, returnedAtMs: 3_000 }] });

    expect(find(stream, gone)).toEqual([
      { kind: 'membership untold', sentence: 'the removal at 1 s was never told' },
    ]);
    expect(find(stream, back)).toEqual([]);
    expect(find(inbox, gone)).toEqual([]);
    expect(find(inbox, back)).toEqual([
      { kind: 'membership untold', sentence: 'the return at 3 s was never told' },
    ]);
  });

  it('owes nothing to somebody who was removed', () => {
    const stream = log(started([]), added(0), membershipEnded);

    expect(find(stream, truth(messages(0, 5)))).toEqual([]);
  });

  it('finds a message that was sent twice, and one that was answered but is not there', () => {
    const sent = {
      conversationSid,
      outcome: 'sent',
      bodies: new Set<string>(),
      askedAtMs: 0,
      answeredAtMs: 10,
      answeredBy: 'http://127.0.0.1:1',
    } as const;
    const reality = truth([message(0), { ...message(1), clientMessageId: 'id-0' }], {
      sent: [
        { ...sent, clientMessageId: 'id-0', sid: 'IM0' },
        { ...sent, clientMessageId: 'id-9', sid: 'IM9' },
      ],
    });

    expect(check([], reality).map(({ kind }) => kind)).toEqual(['sent twice', 'sent and gone']);
  });
});
