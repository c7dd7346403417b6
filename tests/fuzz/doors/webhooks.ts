import { fieldsByEventType } from '../../../src/webhooks/event-fields.ts';
import { setUp } from '../../unit/webhooks/receiver-setup.ts';
import {
  authToken,
  defined,
  formBody,
  headersOf,
  messageAdded,
  messageSid,
  participantSid,
  sign,
} from '../../unit/webhooks/signed-request.ts';
import { type Door, requireMasked, Violation } from '../door.ts';
import type { Source } from '../source.ts';

const eventTypes = Object.keys(fieldsByEventType);

/**
 * Webhooks: forged ones, altered ones, and properly signed ones whose content is of all kinds. Nothing is published that was not signed, and
 * nothing is answered but the statuses that Twilio is meant to get.
 */
export const webhookDoor: Door = {
  name: 'webhook',
  async open() {
    const { receive, published } = setUp();
    return {
      atOnce: 1,
      async try(source) {
        published.length = 0;
        const parameters = makeParameters(source);
        const isSigned = source.once(2);
        const body = isSigned ? formBody(parameters) : makeBody(source, parameters);
        const isGenuine = isSigned || body.equals(formBody(parameters));
        const answer = await receive({
          method: source.once(50) ? 'GET' : 'POST',
          path: '/webhooks/twilio',
          search: source.once(50) ? `?${source.text()}` : '',
          headers: headersOf({
            'x-twilio-signature': isSigned ? sign(parameters) : source.mutate(sign(parameters)),
            ...(source.once(20) ? { 'content-type': source.text() } : {}),
          }),
          body,
          requestId: 'request',
          signal: new AbortController().signal,
        });
        requireMasked(String(answer.body), [authToken]);
        if (![200, 400, 403, 405, 413, 415].includes(answer.status))
          throw new Violation(`It was answered ${answer.status}: ${String(answer.body)}`);
        if (!isGenuine && answer.status === 200 && published.length > 0)
          throw new Violation(`Something was published that nobody signed: ${body.toString()}`);
        return String(answer.status) + (published.length > 0 ? ' published' : '');
      },
      close: async () => [],
    };
  },
};

function makeParameters(source: Source): Record<string, string> {
  const eventType = wellFormed(source.pick([...eventTypes, 'onMessageAdded', source.text()]));
  const fields = Object.keys(fieldsByEventType[eventType as keyof typeof fieldsByEventType] ?? {});
  const base = messageAdded({
    EventType: eventType,
    MessageSid: source.once(10) ? undefined : messageSid,
    ParticipantSid: participantSid,
  });
  for (let changes = source.number(6); changes > 0; changes -= 1) {
    const name = wellFormed(source.pick([...Object.keys(base), ...fields, source.text()]));
    const value = source.pick([
      () => source.text(),
      () => JSON.stringify(source.json(2)),
      () => source.mutate(Object.hasOwn(base, name) ? (base[name] ?? '') : ''),
    ])();
    base[name] = wellFormed(value);
  }
  return Object.fromEntries(Object.entries(defined(base)).filter(() => !source.once(20)));
}

/** What has half a surrogate pair cannot be written into a form. */
function wellFormed(text: string): string {
  return Buffer.from(text).toString();
}

function makeBody(source: Source, parameters: Record<string, string>): Buffer {
  const form = formBody(parameters).toString();
  return Buffer.from(source.once(4) ? source.text() : source.once(3) ? form : source.mutate(form));
}
