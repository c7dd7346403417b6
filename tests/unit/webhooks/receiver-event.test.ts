import { describe, expect, it } from 'vitest';
import type { GatewayEvent } from '../../../src/conversation-event.ts';
import { setUp } from './receiver-setup.ts';
import { conversationSid, messageAdded, messageSid, signedRequest } from './signed-request.ts';

describe('the event', () => {
  it('counts an event that Twilio added since and answers 200', async () => {
    const { receive, published, counted } = setUp();

    const answer = await receive(signedRequest(messageAdded({ EventType: 'onMessageTranslated' })));

    expect(answer).toMatchObject({ status: 200, body: '' });
    expect(published).toEqual([]);
    expect(await counted()).toEqual({ unknown: 1 });
  });

  it('does not take a name that every object has for an event', async () => {
    const { receive, counted } = setUp();

    const answer = await receive(signedRequest(messageAdded({ EventType: 'constructor' })));

    expect(answer.status).toBe(200);
    expect(await counted()).toEqual({ unknown: 1 });
  });

  it('lets a pre-action event pass with an empty 200, so that Twilio changes nothing', async () => {
    const { receive, published, counted } = setUp();

    const answer = await receive(signedRequest(messageAdded({ EventType: 'onMessageAdd' })));

    expect(answer).toMatchObject({ status: 200, body: '' });
    expect(published).toEqual([]);
    expect(await counted()).toEqual({ preAction: 1 });
  });

  it.each([
    ['EventType is missing.', { EventType: undefined }],
    ['MessageSid is missing.', { MessageSid: undefined }],
    ['MessageSid is not a sid IM….', { MessageSid: conversationSid }],
    ['ConversationSid is not a sid CH….', { ConversationSid: 'CH123' }],
    ['Index is not a whole number.', { Index: '-1' }],
    ['Index is not a whole number.', { Index: '1e3' }],
    ['DateCreated is not a date such as 2026-01-02T03:04:05.678Z.', { DateCreated: 'yesterday' }],
    ['DateCreated is not a date such as 2026-01-02T03:04:05.678Z.', { DateCreated: '2026-13-02T03:04:05Z' }],
    ['Media is not a JSON array of objects with Sid, ContentType and Size.', { Media: '{"Sid":1}' }],
    ['Body and Media are both missing.', { Body: undefined }],
  ])('answers 400 with the reason "%s"', async (reason, changes) => {
    const { receive, published } = setUp();

    const answer = await receive(signedRequest(messageAdded(changes)));

    expect(answer).toMatchObject({ status: 400, body: `${reason}\n` });
    expect(published).toEqual([]);
  });

  it('publishes a repeated delivery once, whatever its retry count', async () => {
    const { receive, published, counted } = setUp();

    await receive(signedRequest(messageAdded()));
    const again = await receive(signedRequest(messageAdded()));
    const retried = await receive(signedRequest(messageAdded({ RetryCount: '1' })));

    expect([again.status, retried.status]).toEqual([200, 200]);
    expect(published).toHaveLength(1);
    expect(await counted()).toEqual({ accepted: 1, repeated: 2 });
  });

  it('publishes another change of the same message', async () => {
    const { receive, published } = setUp();
    const edit = { ...messageAdded(), EventType: 'onMessageUpdated' };

    await receive(signedRequest({ ...edit, DateUpdated: '2026-01-02T03:05:00.000Z' }));
    await receive(signedRequest({ ...edit, DateUpdated: '2026-01-02T03:05:00.001Z' }));

    expect(published).toHaveLength(2);
  });

  it('recognises a repetition for an hour', async () => {
    const { receive, published, clock } = setUp();

    await receive(signedRequest(messageAdded()));
    clock.advance(3_599_999);
    await receive(signedRequest(messageAdded()));
    const withinTheHour = published.length;
    clock.advance(1);
    await receive(signedRequest(messageAdded()));

    expect([withinTheHour, published.length]).toEqual([1, 2]);
  });

  it('gives the repetition its chance when publishing failed', async () => {
    const published: GatewayEvent[] = [];
    let isBroken = true;
    const { receive } = setUp({
      publish(event) {
        if (isBroken) throw new Error('broken');
        published.push(event);
      },
    });

    await expect(receive(signedRequest(messageAdded()))).rejects.toThrow('broken');
    isBroken = false;
    await receive(signedRequest(messageAdded({ RetryCount: '1' })));

    expect(published).toMatchObject([{ message: { sid: messageSid } }]);
  });
});
