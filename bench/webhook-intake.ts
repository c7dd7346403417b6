/**
 * The question: what does a webhook cost from its bytes to the answer, in CPU, while 5,000 subscribers follow other conversations? Against
 * its signature verified and its form read strictly, without which nobody could do anything with it; against one HMAC and URLSearchParams,
 * which is less than anybody may do; and against a gateway without subscribers.
 */
import { createHmac } from 'node:crypto';
import { parseArgs } from 'node:util';
import type { HttpRequest } from '../src/http-message.ts';
import type * as parseEventModule from '../src/webhooks/parse-event.ts';
import type * as parseFormModule from '../src/webhooks/parse-form.ts';
import type * as signatureModule from '../src/webhooks/signature.ts';
import { importBuilt } from './built.ts';
import { interleave } from './interleave.ts';
import { ratioOf, writeResults } from './results.ts';
import { sampleSelfTime } from './self-time.mjs';
import { selfTimeTable } from './self-time-table.ts';
import { authToken, cpuOf, createIntake, drawWebhooks, publicUrl } from './webhook-intake/intake.ts';

const { parseEvent } = await importBuilt<typeof parseEventModule>('webhooks/parse-event.ts');
const { parseForm } = await importBuilt<typeof parseFormModule>('webhooks/parse-form.ts');
const { createSignatureVerifier } = await importBuilt<typeof signatureModule>('webhooks/signature.ts');

const { values: flags } = parseArgs({
  options: {
    repeats: { type: 'string', default: '9' },
    /** Prints where the CPU of a webhook goes. */
    profile: { type: 'boolean', default: false },
  },
});
const repeats = Number(flags.repeats);
const subscribers = 5_000;
const command = 'npm run bench:webhook-intake';

/** The least that has to be done with a webhook. */
function verifyAndParse({ headers, body }: HttpRequest): URLSearchParams {
  const form = new URLSearchParams(body.toString());
  const signed = [...form]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => name + value)
    .join('');
  const expected = createHmac('sha1', authToken)
    .update(publicUrl + signed)
    .digest('base64');
  if (expected !== headers.get('x-twilio-signature')) throw new Error('A webhook is forged.');
  return form;
}

const verifier = createSignatureVerifier({ publicUrl, authTokens: [authToken] });

/** What the receiver does before it has an event: the signature by constant time, and every field by its table. */
function verifyAndRead({ headers, body }: HttpRequest): void {
  const form = parseForm(body, { parametersMax: 100 });
  if (!form.ok) throw new Error(form.reason);
  const { parameters } = form;
  const signature = headers.get('x-twilio-signature') ?? '';
  if (!verifier.isSigned({ signature, parameters })) throw new Error('A webhook is forged.');
  const reading = parseEvent(new Map(parameters.map(({ name, value }) => [name, value])));
  if (reading.outcome !== 'event') throw new Error(`A webhook is ${reading.outcome}.`);
}

// The clock's timers let a process end; this one waits for its answer.
const hold = setInterval(() => {}, 60_000);
const busy = await createIntake(subscribers);
const idle = await createIntake(0);
const measured = await interleave({
  repeats,
  warmUps: 3,
  variants: {
    least: () => cpuOf(verifyAndParse),
    strict: () => cpuOf(verifyAndRead),
    busy: () => cpuOf(busy.take),
    idle: () => cpuOf(idle.take),
  },
});
if (flags.profile) {
  const drawn = Array.from({ length: 10 }, drawWebhooks);
  const endSampling = await sampleSelfTime();
  for (const requests of drawn) await cpuOf(busy.take, requests);
  console.error(selfTimeTable(await endSampling()));
}
clearInterval(hold);
busy.close();
idle.close();

const crowd = `${subscribers.toLocaleString('en')} subscribers elsewhere`;
writeResults('Webhook intake', [
  {
    question: `CPU of a webhook with ${crowd}, against its HMAC and its fields read strictly`,
    target: '≤ 2 ×',
    ...ratioOf(measured.ratio('busy', 'strict')),
    command,
  },
  {
    question: 'the same, against one HMAC and URLSearchParams',
    target: '',
    ...ratioOf(measured.ratio('busy', 'least')),
    command,
  },
  {
    question: 'the same, against a gateway without subscribers',
    target: '≤ 1.1 ×',
    ...ratioOf(measured.ratio('busy', 'idle')),
    command,
  },
]);
