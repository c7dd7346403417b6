import { describe, expect, it } from 'vitest';
import { GatewayError } from '../../../src/errors.ts';
import { settle } from '../upstream/manual-clock.ts';
import { type FakeTwilio, lost, lostAfterLanding, lostOnTheWay, setUpSender } from './send-setup.ts';

const bodies = ({ messages }: FakeTwilio) => messages.map(({ body }) => body);
const aDayMs = 24 * 3_600_000;

describe('a clientMessageId', () => {
  it('that is sent again an hour later gives the same message, and the first body counts', async () => {
    const { clock, twilio, send } = setUpSender();
    const first = send('id', { body: 'first' });
    await clock.advance(3_600_000);

    const again = await send('id', { body: 'second' });

    expect(again.message).toEqual((await first).message);
    expect(bodies(twilio)).toEqual(['first']);
  });

  it('that a hundred clients send at once makes one message, and all get it', async () => {
    const { clock, twilio, send } = setUpSender();
    const sends = Array.from({ length: 100 }, () => send('id'));
    await clock.advance(1_000);

    const results = await Promise.all(sends);

    expect(twilio.messages).toHaveLength(1);
    expect(new Set(results.map(({ message }) => message?.sid))).toEqual(new Set([twilio.messages[0]?.sid]));
  });

  it('that two instances with one ledger send at once makes one message', async () => {
    const { clock, twilio, send, instance } = setUpSender();
    twilio.meet([lostAfterLanding]);
    const sends = [send('id'), send('id', { by: instance() })];
    await clock.advance(3_000);

    const [one, other] = await Promise.all(sends);

    expect(one?.message).toBeDefined();
    expect(other?.message).toEqual(one?.message);
    expect(twilio.attemptedAt).toHaveLength(1);
  });

  it('is forgotten after 24 hours', async () => {
    const { clock, twilio, send } = setUpSender();
    void send('id');
    await clock.advance(100);
    await clock.advance(aDayMs - 1);
    void send('id');
    await clock.advance(1);
    const before = twilio.messages.length;

    void send('id');
    await clock.advance(100);

    expect([before, twilio.messages.length]).toEqual([1, 2]);
  });

  it('of one author has nothing to do with the same id of another, or in another conversation', async () => {
    const { clock, twilio, send } = setUpSender();

    void send('id', { author: 'alice' });
    void send('id', { author: 'bob' });
    void send('id', { conversationSid: 'CH2' });
    await clock.advance(1_000);

    expect(twilio.messages).toHaveLength(3);
  });

  it('is told to be deleted where its message was', async () => {
    const { clock, twilio, send } = setUpSender();
    void send('id');
    await clock.advance(60_000);
    twilio.remove(twilio.messages[0]?.sid ?? '');

    const again = await send('id');

    expect(again.error).toMatchObject({ code: 'NOT_FOUND' });
  });

  it('that was refused may be sent anew', async () => {
    const { clock, twilio, send } = setUpSender();
    twilio.meet([{ error: new GatewayError('RATE_LIMITED', 'Too fast.'), landsAfterMs: null }]);
    const refused = send('id');
    await clock.advance(100);

    const again = send('id');
    await clock.advance(100);

    expect((await refused).error).toMatchObject({ code: 'RATE_LIMITED' });
    expect((await again).message?.body).toBe('id');
    expect(twilio.readAt).toEqual([]);
  });
});

describe('a message whose answer is lost', () => {
  it('is found 2 s later and not sent again', async () => {
    const { clock, twilio, send } = setUpSender();
    twilio.meet([lostAfterLanding]);
    const sending = send('id');
    await clock.advance(2_100);

    expect((await sending).message).toEqual(twilio.messages[0]);
    expect(twilio.readAt).toEqual([2_100]);
  });

  it('is looked for at 2 s and at 8 s, and sent again only then', async () => {
    const { clock, twilio, send } = setUpSender();
    twilio.meet([lostOnTheWay]);
    const sending = send('id');
    await clock.advance(8_200);

    expect((await sending).message?.body).toBe('id');
    expect(twilio.readAt).toEqual([2_100, 8_100]);
    expect(twilio.attemptedAt).toEqual([0, 8_100]);
  });

  it('is found at 8 s when it took that long to land', async () => {
    const { clock, twilio, send } = setUpSender();
    twilio.meet([{ error: lost, landsAfterMs: 7_999 }]);
    const sending = send('id');
    await clock.advance(8_100);

    expect((await sending).message?.body).toBe('id');
    expect(twilio.attemptedAt).toEqual([0]);
  });

  it.each(['UPSTREAM_INVALID_RESPONSE', 'UPSTREAM_TIMEOUT'] as const)(
    'with %s is looked for as well',
    async (code) => {
      const { clock, twilio, send } = setUpSender();
      twilio.meet([{ error: new GatewayError(code, 'Hard to tell.') }]);
      const sending = send('id');
      await clock.advance(2_100);

      expect((await sending).message).toEqual(twilio.messages[0]);
    },
  );

  it('is DELIVERY_UNKNOWN with its clientMessageId within 30 s when it cannot be looked for', async () => {
    const { clock, twilio, send } = setUpSender();
    twilio.meet([lostAfterLanding]);
    twilio.failReads(new GatewayError('UPSTREAM_UNAVAILABLE', 'Down.'));
    const sending = send('id');
    await clock.advance(30_000);

    expect((await sending).error).toMatchObject({
      code: 'DELIVERY_UNKNOWN',
      details: { clientMessageId: 'id' },
    });
    expect(twilio.attemptedAt).toEqual([0]);
  });

  it('is looked for before anything else when the same id comes again later', async () => {
    const { clock, twilio, send } = setUpSender();
    twilio.meet([lostAfterLanding]);
    twilio.failReads(new GatewayError('UPSTREAM_UNAVAILABLE', 'Down.'));
    void send('id');
    await clock.advance(3_600_000);
    twilio.failReads(null);

    const again = send('id', { body: 'another body' });
    await clock.advance(1);

    expect((await again).message).toEqual(twilio.messages[0]);
    expect(bodies(twilio)).toEqual(['id']);
  });

  it('is not sent again by a repetition that comes before the 8 s are over', async () => {
    const { clock, twilio, send, sender, instance } = setUpSender();
    twilio.meet([{ error: lost, landsAfterMs: 7_000 }]);
    const first = send('id');
    await clock.advance(3_000);
    sender.close();
    await settle();

    const again = send('id', { by: instance() });
    await clock.advance(6_000);

    expect((await first).error).toMatchObject({ code: 'DELIVERY_UNKNOWN' });
    expect((await again).message).toEqual(twilio.messages[0]);
    expect(twilio.attemptedAt).toEqual([0]);
  });

  it('is found behind hundreds of newer messages', async () => {
    const { clock, twilio, send } = setUpSender();
    twilio.meet([lostAfterLanding]);
    const sending = send('id');
    await clock.advance(10);
    for (let count = 0; count < 350; count += 1) void twilio.createMessage('CH1', { body: 'noise' });
    await clock.advance(2_100);

    expect((await sending).message?.sid).toBe(twilio.messages[0]?.sid);
  });

  it('stays unknown when the conversation grew by more than a thousand messages', async () => {
    const { clock, twilio, send } = setUpSender();
    twilio.meet([lostAfterLanding]);
    const sending = send('id');
    await clock.advance(10);
    for (let count = 0; count < 1_000; count += 1) void twilio.createMessage('CH1', { body: 'noise' });
    await clock.advance(30_000);

    expect((await sending).error).toMatchObject({ code: 'DELIVERY_UNKNOWN' });
    expect(bodies(twilio).filter((body) => body === 'id')).toHaveLength(1);
    // Two looks of ten pages: a third would find no more.
    expect(twilio.readAt).toHaveLength(20);
  });

  it('is not taken for a message that somebody else sent under the same id', async () => {
    const { clock, twilio, send } = setUpSender();
    void send('id', { author: 'bob' });
    await clock.advance(1_000);
    twilio.meet([lostOnTheWay]);

    const sending = send('id', { author: 'alice' });
    await clock.advance(10_000);

    expect((await sending).message?.author).toBe('alice');
  });
});

describe('the order of one author', () => {
  it('is kept when the first message is in doubt', async () => {
    const { clock, twilio, send } = setUpSender();
    twilio.meet([lostOnTheWay]);
    for (const id of ['1', '2', '3']) void send(id);
    await clock.advance(10_000);

    expect(bodies(twilio)).toEqual(['1', '2', '3']);
  });

  it('is kept when the permission of the first takes longer to look up', async () => {
    const { clock, twilio, send } = setUpSender();
    let permit = () => {};
    const slow = new Promise<void>((resolve) => {
      permit = resolve;
    });
    void send('1', { authorize: () => slow });
    void send('2');
    await clock.advance(500);
    permit();
    await clock.advance(500);

    expect(bodies(twilio)).toEqual(['1', '2']);
  });

  it('does not wait for a message that is refused', async () => {
    const { clock, twilio, send } = setUpSender();
    const forbidden = new GatewayError('FORBIDDEN', 'No.');
    const refused = send('1', { authorize: () => Promise.reject(forbidden) });
    void send('2');
    await clock.advance(500);

    expect((await refused).error).toBe(forbidden);
    expect(bodies(twilio)).toEqual(['2']);
  });
});

describe('a conversation with a message in doubt', () => {
  it('has one writer: others wait until the doubt is settled', async () => {
    const { clock, twilio, send } = setUpSender();
    twilio.meet([lostAfterLanding]);
    void send('alice 1');
    await clock.advance(200);
    void send('bob 1', { author: 'bob' });
    await clock.advance(1_800);
    const before = twilio.attemptedAt.length;
    await clock.advance(200);

    expect(before).toBe(1);
    expect(bodies(twilio)).toEqual(['alice 1', 'bob 1']);
  });

  it('leaves other conversations alone', async () => {
    const { clock, twilio, send } = setUpSender();
    twilio.meet([lostAfterLanding]);
    void send('in doubt');
    await clock.advance(200);
    const elsewhere = send('elsewhere', { conversationSid: 'CH2' });
    await clock.advance(100);

    expect((await elsewhere).message).toBeDefined();
  });
});

describe('a send that cannot be made in time', () => {
  it('is RATE_LIMITED at once when more than a hundred wait', async () => {
    const { clock, twilio, send } = setUpSender();
    twilio.meetBy(() => ({ answersAfterMs: 1 }));
    twilio.meet([lostOnTheWay]);
    void send('first');
    await clock.advance(200);

    const waiting = Array.from({ length: 100 }, (_, index) =>
      send(`${index}`, { author: `author ${index}` }),
    );
    const refused = await send('one too many', { author: 'late' });
    await clock.advance(20_000);
    const results = await Promise.all(waiting);

    expect(refused.error).toMatchObject({
      code: 'RATE_LIMITED',
      details: { retryAfterMs: expect.any(Number) },
    });
    expect(results.filter(({ message }) => message !== undefined)).toHaveLength(100);
  });

  it('is RATE_LIMITED at once when those before it would take longer than 30 s', async () => {
    const { clock, twilio, send } = setUpSender();
    twilio.meetBy(() => ({ answersAfterMs: 4_000 }));
    const results = Array.from({ length: 30 }, (_, index) => send(`first ${index}`));
    await clock.advance(12_000);

    const refused = await send('late');
    await clock.advance(60_000);

    expect(refused.error).toMatchObject({ code: 'RATE_LIMITED' });
    const outcomes = await Promise.all(results);
    const sent = outcomes.flatMap(({ message }) => (message ? [message.body] : []));
    expect(sent).toEqual(bodies(twilio));
    expect(outcomes.at(-1)?.error).toMatchObject({ code: 'RATE_LIMITED' });
  });
});

describe('a sender that is closed', () => {
  it('tells what is in doubt and sends the others away, and leaves no timer behind', async () => {
    const { clock, twilio, sender, send } = setUpSender();
    twilio.meet([lostOnTheWay]);
    const inDoubt = send('in doubt');
    await clock.advance(500);
    const waiting = send('waiting');
    await settle();

    sender.close();

    expect((await inDoubt).error).toMatchObject({ code: 'DELIVERY_UNKNOWN' });
    expect((await waiting).error).toMatchObject({ code: 'OVERLOADED' });
    expect(clock.timersPending()).toBe(0);
  });
});

describe('a bug on the way', () => {
  it('shows itself, and the message stays in doubt', async () => {
    const { clock, twilio, send } = setUpSender();
    const bug = new TypeError('undefined is not a function');
    twilio.meet([{ error: bug }]);
    const first = send('id');
    await clock.advance(100);
    const again = send('id');
    await clock.advance(2_000);

    expect((await first).error).toBe(bug);
    expect((await again).message).toEqual(twilio.messages[0]);
    expect(twilio.attemptedAt).toHaveLength(1);
  });
});
