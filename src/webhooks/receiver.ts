import type { Clock } from '../clock.ts';
import type { GatewayEvent } from '../conversation-event.ts';
import type { HttpAnswer, HttpHandler, HttpRequest } from '../http-message.ts';
import type { Log } from '../log.ts';
import { type Metrics, webhookLateMs } from '../metrics.ts';
import { createMemoryDeduplicator, type Deduplicator, deliveryKey, onceOnlyKey } from './deduplicator.ts';
import { type EventReading, parseEvent } from './parse-event.ts';
import { type FormParameter, parseForm } from './parse-form.ts';
import { createSignatureVerifier } from './signature.ts';

/** The bounds of the webhook receiver. */
export interface WebhookLimits {
  /** A larger body is refused with 413. A body of 32 KB is about 96 KB encoded. @default 262_144 */
  readonly bodyBytesMax?: number | undefined;
  /** A form of more parameters is refused with 400. @default 100 */
  readonly parametersMax?: number | undefined;
}

/** Options of {@link createWebhookReceiver}. */
export interface WebhookReceiverOptions {
  /** Where Twilio sends webhooks, exactly as Twilio was configured with it. Never taken from a request. */
  readonly publicUrl: string;
  /** The account's auth token, or two while it is rotated. */
  readonly authTokens: readonly string[];
  /** The account whose webhooks are accepted. */
  readonly accountSid: string;
  /** The service whose webhooks are accepted; undefined while it is not known yet, when any is. */
  readonly chatServiceSid: () => string | undefined;
  /** Recognises what was delivered before. @default one that remembers within this process */
  readonly deduplicator?: Deduplicator | undefined;
  /** Takes the event. Must neither throw nor wait. */
  readonly publish: (event: GatewayEvent) => void;
  /** Takes an event that the signature does not prove, because another form could have the same one. Must neither throw nor wait. */
  readonly confirm: (event: GatewayEvent) => void;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Pick<Metrics, 'webhooks' | 'webhookLagSeconds' | 'webhooksLate'>;
  readonly limits?: WebhookLimits | undefined;
}

/** What became of a request: the label under which it is counted. */
type Outcome =
  | 'accepted'
  | 'ambiguous'
  | 'repeated'
  | 'preAction'
  | 'unknown'
  | 'refused'
  | 'forged'
  | 'foreign'
  | 'malformed';

interface Verdict {
  readonly outcome: Outcome;
  readonly answer: HttpAnswer;
}

/**
 * Takes Twilio's webhooks. Each request passes these gates in order, and stops at the first that does not hold:
 *
 * 1. the method is POST (405);
 * 2. the type is `application/x-www-form-urlencoded`, in UTF-8 (415);
 * 3. the body is within its limit (413);
 * 4. it can be read as a form of at most 100 parameters, without which there is nothing to verify (400);
 * 5. it is signed over the configured public URL, and came without parameters in its own URL: 403, also without a signature;
 * 6. no name comes twice (400);
 * 7. account and service are ours (403);
 * 8. the event is one that is understood: others are counted and answered with 200;
 * 9. every field is what its table says (400, naming the field);
 * 10. it was not delivered before: repetitions are counted and answered with 200.
 *
 * Then the event is published, or where the signature would fit another form as well, handed over to be confirmed; either is answered
 * with an empty 200. The answer never depends on who listens. No value of a form is
 * interpreted, logged or answered before its signature holds, and no value at all is logged or answered.
 *
 * @throws GatewayError `CONFIGURATION_INVALID` without an auth token or an absolute public URL.
 */
export function createWebhookReceiver(options: WebhookReceiverOptions): HttpHandler {
  const { accountSid, chatServiceSid, publish, confirm, clock, log, metrics, limits = {} } = options;
  const { bodyBytesMax = 262_144, parametersMax = 100 } = limits;
  const verifier = createSignatureVerifier(options);
  const { deduplicator = createMemoryDeduplicator({ clock }) } = options;

  // A webhook waits for nobody unless another instance has to be asked: promises would cost as much as what is done between them.
  const receive = (request: HttpRequest): Verdict | Promise<Verdict> => {
    if (request.method !== 'POST') return refuse(405, 'Webhooks are sent with POST.', { allow: 'POST' });
    if (!isForm(request.headers.get('content-type')))
      return refuse(415, 'Webhooks are sent as application/x-www-form-urlencoded in UTF-8.');
    if (request.body.length > bodyBytesMax)
      return refuse(413, `A webhook has at most ${bodyBytesMax} bytes.`);
    const form = parseForm(request.body, { parametersMax });
    if (!form.ok) return malformed(form.reason);

    const { parameters } = form;
    const signature = request.headers.get('x-twilio-signature');
    if (signature === undefined) return forged('X-Twilio-Signature is missing.');
    if (request.search !== verifier.search)
      return forged('The query of the URL is not the one that Twilio was configured with.');
    if (!verifier.isSigned({ signature, parameters }))
      return forged(
        'X-Twilio-Signature does not fit. It is made over PUBLIC_URL and the webhook path with the auth token of the account.',
      );
    return take(parameters);
  };

  const take = (parameters: readonly FormParameter[]): Verdict | Promise<Verdict> => {
    const values = new Map<string, string>();
    for (const { name, value } of parameters) values.set(name, value);
    if (values.size < parameters.length) return malformed('A parameter comes more than once.');
    if (values.get('AccountSid') !== accountSid)
      return foreign('AccountSid is not the account of this gateway.');
    const ourService = chatServiceSid();
    const service = values.get('ChatServiceSid') ?? '';
    if (service !== '' && ourService !== undefined && service !== ourService)
      return foreign('ChatServiceSid is not the service of this gateway.');

    const reading = parseEvent(values);
    if (reading.outcome === 'malformed') return malformed(reading.reason);
    if (reading.outcome !== 'event') return { outcome: reading.outcome, answer: taken };
    if (reading.unknownFields > 0)
      log.debug('A webhook carries parameters unknown to this version', {
        kind: reading.event.kind,
        unknownFields: reading.unknownFields,
      });
    const key = onceOnlyKey(reading.event) ?? deliveryKey(parameters);
    const isFirst = deduplicator.isFirst(key);
    if (typeof isFirst === 'boolean') return isFirst ? handOn(reading, key) : repeated;
    return isFirst.then((isIt) => (isIt ? handOn(reading, key) : repeated));
  };

  const handOn = (
    { event, isAmbiguous }: Extract<EventReading, { outcome: 'event' }>,
    key: string,
  ): Verdict | Promise<Verdict> => {
    noteLag(event);
    try {
      if (isAmbiguous) confirm(event);
      else publish(event);
    } catch (error) {
      return deduplicator.forget(key).then(() => Promise.reject(error));
    }
    return isAmbiguous ? ambiguous : accepted;
  };

  const noteLag = ({ occurredAt }: GatewayEvent) => {
    // Twilio's clock may be ahead of ours.
    const lagMs = Math.max(0, clock.wallTime() - occurredAt.getTime());
    metrics.webhookLagSeconds.observe(lagMs / 1_000);
    if (lagMs > webhookLateMs) metrics.webhooksLate.inc();
  };

  return async (request) => {
    const verdict = receive(request);
    const { outcome, answer } = verdict instanceof Promise ? await verdict : verdict;
    metrics.webhooks.inc({ outcome });
    if (answer.status !== 200)
      log.warn('A webhook was refused', { requestId: request.requestId, outcome, reason: answer.body });
    return answer;
  };
}

const taken: HttpAnswer = { status: 200, headers: {}, body: '' };
const accepted: Verdict = { outcome: 'accepted', answer: taken };
const ambiguous: Verdict = { outcome: 'ambiguous', answer: taken };
const repeated: Verdict = { outcome: 'repeated', answer: taken };

function refuse(status: number, reason: string, headers: Readonly<Record<string, string>> = {}): Verdict {
  return { outcome: 'refused', answer: explain(status, reason, headers) };
}

function malformed(reason: string): Verdict {
  return { outcome: 'malformed', answer: explain(400, reason) };
}

function forged(reason: string): Verdict {
  return { outcome: 'forged', answer: explain(403, reason) };
}

function foreign(reason: string): Verdict {
  return { outcome: 'foreign', answer: explain(403, reason) };
}

function explain(status: number, reason: string, headers: Readonly<Record<string, string>> = {}): HttpAnswer {
  return {
    status,
    headers: { 'content-type': 'text/plain; charset=utf-8', ...headers },
    body: `${reason}\n`,
  };
}

/** Whether a content type is the form type, with UTF-8 as its only possible parameter. */
function isForm(contentType: string | undefined): boolean {
  // As Twilio writes it.
  if (contentType === 'application/x-www-form-urlencoded; charset=UTF-8') return true;
  const [type, ...parameters] = (contentType ?? '').toLowerCase().split(';');
  return (
    type?.trim() === 'application/x-www-form-urlencoded' &&
    parameters.every((parameter) => /^\s*charset\s*=\s*("utf-8"|utf-8)\s*$/.test(parameter))
  );
}
