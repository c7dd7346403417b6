import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { type ErrorCode, GatewayError } from '../../../src/errors.ts';
import type { HttpAnswer } from '../../../src/upstream/call-context.ts';
import { TransportError } from '../../../src/upstream/http-transport.ts';
import { concurrentModificationCodes, twilioErrors } from '../../../src/upstream/twilio-error-table.ts';
import { errorOfAnswer, errorOfTransport, toGatewayError } from '../../../src/upstream/upstream-error.ts';

interface Expectation {
  readonly twilioCode: number;
  readonly status: number;
  readonly code: ErrorCode;
  readonly field?: string;
}

/** What each of Twilio's codes comes to. Written from Twilio's error dictionary, not from our table. */
const expectations: readonly Expectation[] = [
  { twilioCode: 20001, status: 400, code: 'BAD_USER_INPUT' },
  { twilioCode: 20003, status: 401, code: 'UPSTREAM_AUTHENTICATION_FAILED' },
  { twilioCode: 20005, status: 401, code: 'UPSTREAM_AUTHENTICATION_FAILED' },
  { twilioCode: 20006, status: 403, code: 'UPSTREAM_AUTHENTICATION_FAILED' },
  { twilioCode: 20403, status: 403, code: 'UPSTREAM_AUTHENTICATION_FAILED' },
  { twilioCode: 20404, status: 404, code: 'NOT_FOUND' },
  { twilioCode: 20409, status: 409, code: 'CONFLICT' },
  { twilioCode: 20429, status: 429, code: 'RATE_LIMITED' },
  { twilioCode: 20500, status: 500, code: 'UPSTREAM_UNAVAILABLE' },
  { twilioCode: 20503, status: 503, code: 'UPSTREAM_UNAVAILABLE' },
  { twilioCode: 50000, status: 500, code: 'UPSTREAM_UNAVAILABLE' },
  { twilioCode: 50002, status: 409, code: 'CONFLICT' },
  { twilioCode: 50003, status: 400, code: 'BAD_USER_INPUT', field: 'friendlyName' },
  { twilioCode: 50004, status: 400, code: 'BAD_USER_INPUT', field: 'uniqueName' },
  { twilioCode: 50050, status: 404, code: 'NOT_FOUND' },
  { twilioCode: 50063, status: 429, code: 'RATE_LIMITED' },
  { twilioCode: 50074, status: 429, code: 'RATE_LIMITED' },
  { twilioCode: 50100, status: 404, code: 'NOT_FOUND' },
  { twilioCode: 50105, status: 400, code: 'BAD_USER_INPUT', field: 'roleSid' },
  { twilioCode: 50109, status: 400, code: 'BAD_USER_INPUT', field: 'roleSid' },
  { twilioCode: 50200, status: 404, code: 'NOT_FOUND' },
  { twilioCode: 50201, status: 409, code: 'ALREADY_EXISTS' },
  { twilioCode: 50203, status: 400, code: 'BAD_USER_INPUT', field: 'identity' },
  { twilioCode: 50204, status: 400, code: 'BAD_USER_INPUT', field: 'identity' },
  { twilioCode: 50206, status: 400, code: 'BAD_USER_INPUT', field: 'identity' },
  { twilioCode: 50207, status: 400, code: 'BAD_USER_INPUT', field: 'identity' },
  { twilioCode: 50208, status: 400, code: 'LIMIT_EXCEEDED' },
  { twilioCode: 50210, status: 400, code: 'BAD_USER_INPUT', field: 'notificationLevel' },
  { twilioCode: 50211, status: 400, code: 'BAD_USER_INPUT', field: 'identity' },
  { twilioCode: 50213, status: 409, code: 'CONFLICT' },
  { twilioCode: 50214, status: 400, code: 'LIMIT_EXCEEDED' },
  { twilioCode: 50300, status: 404, code: 'NOT_FOUND' },
  { twilioCode: 50303, status: 400, code: 'BAD_USER_INPUT', field: 'attributes' },
  { twilioCode: 50304, status: 400, code: 'BAD_USER_INPUT', field: 'attributes' },
  { twilioCode: 50310, status: 400, code: 'BAD_USER_INPUT', field: 'author' },
  { twilioCode: 50334, status: 409, code: 'CONFLICT' },
  { twilioCode: 50349, status: 409, code: 'CONFLICT' },
  { twilioCode: 50350, status: 404, code: 'NOT_FOUND' },
  { twilioCode: 50353, status: 409, code: 'ALREADY_EXISTS' },
  { twilioCode: 50360, status: 404, code: 'NOT_FOUND' },
  { twilioCode: 50361, status: 400, code: 'LIMIT_EXCEEDED' },
  { twilioCode: 50362, status: 400, code: 'LIMIT_EXCEEDED' },
  { twilioCode: 50375, status: 400, code: 'BAD_USER_INPUT', field: 'timers.inactive' },
  { twilioCode: 50376, status: 400, code: 'BAD_USER_INPUT', field: 'timers.closed' },
  { twilioCode: 50377, status: 400, code: 'CONVERSATION_CLOSED' },
  { twilioCode: 50378, status: 400, code: 'BAD_USER_INPUT', field: 'state' },
  { twilioCode: 50379, status: 400, code: 'BAD_USER_INPUT', field: 'timers.inactive' },
  { twilioCode: 50380, status: 400, code: 'BAD_USER_INPUT', field: 'timers.closed' },
  { twilioCode: 50382, status: 400, code: 'BAD_USER_INPUT', field: 'timers' },
  { twilioCode: 50384, status: 400, code: 'BAD_USER_INPUT', field: 'state' },
  { twilioCode: 50390, status: 400, code: 'BAD_USER_INPUT', field: 'uniqueName' },
  { twilioCode: 50391, status: 409, code: 'CONFLICT' },
  { twilioCode: 50407, status: 400, code: 'BAD_USER_INPUT', field: 'messagingBinding.address' },
  { twilioCode: 50408, status: 400, code: 'BAD_USER_INPUT', field: 'messagingBinding.proxyAddress' },
  { twilioCode: 50409, status: 400, code: 'BAD_USER_INPUT', field: 'messagingBinding.proxyAddress' },
  { twilioCode: 50411, status: 400, code: 'BAD_USER_INPUT', field: 'messagingBinding.address' },
  { twilioCode: 50412, status: 400, code: 'BAD_USER_INPUT', field: 'messagingBinding.proxyAddress' },
  { twilioCode: 50413, status: 400, code: 'BAD_USER_INPUT', field: 'messagingBinding.proxyAddress' },
  { twilioCode: 50414, status: 400, code: 'BAD_USER_INPUT', field: 'messagingBinding.proxyAddress' },
  { twilioCode: 50415, status: 400, code: 'BAD_USER_INPUT', field: 'messagingBinding.proxyAddress' },
  { twilioCode: 50416, status: 409, code: 'ALREADY_EXISTS' },
  { twilioCode: 50417, status: 400, code: 'LIMIT_EXCEEDED' },
  { twilioCode: 50418, status: 400, code: 'LIMIT_EXCEEDED' },
  { twilioCode: 50419, status: 409, code: 'CONFLICT' },
  { twilioCode: 50421, status: 400, code: 'BAD_USER_INPUT', field: 'lastReadMessageIndex' },
  { twilioCode: 50422, status: 400, code: 'LIMIT_EXCEEDED' },
  { twilioCode: 50430, status: 404, code: 'NOT_FOUND' },
  { twilioCode: 50432, status: 404, code: 'NOT_FOUND' },
  { twilioCode: 50433, status: 409, code: 'ALREADY_EXISTS' },
  { twilioCode: 50434, status: 400, code: 'BAD_USER_INPUT', field: 'messagingBinding' },
  { twilioCode: 50436, status: 400, code: 'LIMIT_EXCEEDED' },
  { twilioCode: 50437, status: 409, code: 'ALREADY_EXISTS' },
  { twilioCode: 50438, status: 409, code: 'ALREADY_EXISTS' },
  { twilioCode: 50439, status: 400, code: 'BAD_USER_INPUT', field: 'messagingBinding.projectedAddress' },
  { twilioCode: 50440, status: 400, code: 'BAD_USER_INPUT', field: 'messagingBinding' },
  { twilioCode: 50441, status: 400, code: 'BAD_USER_INPUT', field: 'messagingBinding' },
  { twilioCode: 50442, status: 400, code: 'BAD_USER_INPUT', field: 'messagingBinding' },
  { twilioCode: 50443, status: 400, code: 'BAD_USER_INPUT', field: 'messagingBinding' },
  { twilioCode: 50444, status: 400, code: 'BAD_USER_INPUT', field: 'identity' },
  { twilioCode: 50449, status: 409, code: 'CONFLICT' },
  { twilioCode: 50453, status: 400, code: 'BAD_USER_INPUT', field: 'messagingBinding.proxyAddress' },
  { twilioCode: 50500, status: 404, code: 'NOT_FOUND' },
  { twilioCode: 50503, status: 400, code: 'BAD_USER_INPUT', field: 'body' },
  { twilioCode: 50504, status: 400, code: 'BAD_USER_INPUT', field: 'body' },
  { twilioCode: 50507, status: 404, code: 'BAD_USER_INPUT', field: 'mediaSid' },
  { twilioCode: 50508, status: 409, code: 'BAD_USER_INPUT', field: 'mediaSid' },
  { twilioCode: 50509, status: 400, code: 'BAD_USER_INPUT', field: 'body' },
  { twilioCode: 50510, status: 400, code: 'BAD_USER_INPUT', field: 'mediaSid' },
  { twilioCode: 50511, status: 400, code: 'BAD_USER_INPUT', field: 'mediaSid' },
  { twilioCode: 50512, status: 400, code: 'BAD_USER_INPUT', field: 'mediaSid' },
  { twilioCode: 50513, status: 400, code: 'BAD_USER_INPUT', field: 'author' },
  { twilioCode: 50526, status: 400, code: 'BAD_USER_INPUT', field: 'contentSid' },
  { twilioCode: 50527, status: 400, code: 'BAD_USER_INPUT', field: 'contentVariables' },
  { twilioCode: 50528, status: 400, code: 'BAD_USER_INPUT', field: 'contentSid' },
  { twilioCode: 50529, status: 400, code: 'BAD_USER_INPUT', field: 'contentVariables' },
  { twilioCode: 50530, status: 404, code: 'NOT_FOUND' },
  { twilioCode: 50540, status: 400, code: 'BAD_USER_INPUT', field: 'contentVariables' },
  { twilioCode: 50541, status: 400, code: 'BAD_USER_INPUT', field: 'contentVariables' },
];

function answer(statusCode: number, body: unknown, headers: HttpAnswer['headers'] = {}): HttpAnswer {
  return { statusCode, headers, body };
}

describe("Twilio's codes", () => {
  it.each(expectations)('$twilioCode (HTTP $status) means $code', ({ twilioCode, status, code, field }) => {
    const error = errorOfAnswer(answer(status, { code: twilioCode, status }), { kind: 'update' });

    expect(error).toMatchObject({ code, details: { twilioCode } });
    expect(error.details.field).toBe(field);
  });

  it('are expected here one by one, none left out', () => {
    expect(new Set(expectations.map(({ twilioCode }) => twilioCode))).toEqual(new Set(twilioErrors.keys()));
  });

  it('of a concurrent modification are all conflicts', () => {
    const codes = [...concurrentModificationCodes].map((code) => twilioErrors.get(code)?.code);

    expect(new Set(codes)).toEqual(new Set(['CONFLICT']));
  });

  it('unknown to us keep their number under UPSTREAM_REFUSED', () => {
    const error = errorOfAnswer(answer(400, { code: 59999 }), { kind: 'create' });

    expect(error).toMatchObject({ code: 'UPSTREAM_REFUSED', details: { twilioCode: 59999 } });
  });

  it.each([
    [401, 'UPSTREAM_AUTHENTICATION_FAILED'],
    [404, 'NOT_FOUND'],
    [409, 'CONFLICT'],
    [418, 'UPSTREAM_REFUSED'],
    [429, 'RATE_LIMITED'],
    [500, 'UPSTREAM_UNAVAILABLE'],
    [503, 'UPSTREAM_UNAVAILABLE'],
    [302, 'UPSTREAM_INVALID_RESPONSE'],
  ])('fall back to the status: %i is %s', (status, code) => {
    expect(errorOfAnswer(answer(status, '<html>'), { kind: 'read' }).code).toBe(code);
  });

  it.each([
    [500, { code: 20500 }],
    [502, '<html>'],
    [503, { code: 20503 }],
    [504, {}],
  ])('leave a creation unknown with %i, whatever its body: it may have been carried out', (status, body) => {
    expect(errorOfAnswer(answer(status, body), { kind: 'create' }).code).toBe('DELIVERY_UNKNOWN');
  });

  it('are read out of the RFC 9457 shape too', () => {
    const body = { type: 'about:blank', title: 'Not found', status: 404, code: 20404 };

    expect(errorOfAnswer(answer(404, body), { kind: 'read' })).toMatchObject({
      code: 'NOT_FOUND',
      details: { twilioCode: 20404 },
    });
  });

  it('of a limit always come with a time to try again', () => {
    const guessed = errorOfAnswer(answer(429, { code: 20429 }), { kind: 'read' });
    const told = errorOfAnswer(answer(429, { code: 20429 }), { kind: 'read', retryAfterMs: 7_000 });

    expect([guessed.details.retryAfterMs, told.details.retryAfterMs]).toEqual([1_000, 7_000]);
  });
});

describe('whatever a call throws', () => {
  it("becomes the code of the answer behind the SDK's exception", () => {
    const thrown = Object.assign(new Error('[HTTP 404] …'), { status: 404, code: 20404 });

    const error = toGatewayError(thrown, { kind: 'read', answer: answer(404, { code: 20404 }) });

    expect(error.code).toBe('NOT_FOUND');
  });

  it("becomes the code of the SDK's exception where the answer is not at hand", () => {
    const thrown = Object.assign(new Error('[HTTP 409] …'), { status: 409, code: 50433 });

    const error = toGatewayError(thrown, { kind: 'create', answer: undefined });

    expect(error).toMatchObject({ code: 'ALREADY_EXISTS', details: { twilioCode: 50433 } });
  });

  it('becomes UPSTREAM_INVALID_RESPONSE when the SDK stumbles over a successful answer', () => {
    const error = toGatewayError(new SyntaxError('Unexpected token <'), {
      kind: 'read',
      answer: answer(200, '<html>welcome to the hotel</html>'),
    });

    expect(error.code).toBe('UPSTREAM_INVALID_RESPONSE');
  });

  it('stays what it is where it is an error of ours', () => {
    const own = new GatewayError('RATE_LIMITED', 'later');

    expect(toGatewayError(own, { kind: 'read', answer: undefined })).toBe(own);
  });

  it('becomes UPSTREAM_INVALID_RESPONSE for an answer over the size limit', () => {
    const error = errorOfTransport(new TransportError('unreadable', 'UND_ERR_RES_EXCEEDED_MAX_SIZE'), 'read');

    expect(error.code).toBe('UPSTREAM_INVALID_RESPONSE');
  });
});

describe('no error', () => {
  const canaries = ['canary-token', '+15558675310', 'https://conversations.twilio.com/v1/secret', 'CHcanary'];

  it.each([
    {
      name: "made of Twilio's message",
      error: errorOfAnswer(
        answer(
          409,
          { code: 50416, message: canaries.join(' '), more_info: canaries[2] },
          { 'set-cookie': 'canary-token', location: canaries[2] },
        ),
        { kind: 'create' },
      ),
    },
    {
      name: 'made of an exception with a request in it',
      error: toGatewayError(
        Object.assign(new Error(canaries.join(' ')), {
          config: { headers: { authorization: 'canary-token' } },
        }),
        { kind: 'read', answer: undefined },
      ),
    },
    {
      name: 'made of an exception about an answer that is no JSON',
      error: toGatewayError(new SyntaxError(`Unexpected token: ${canaries.join(' ')}`), {
        kind: 'read',
        answer: answer(200, canaries.join(' ')),
      }),
    },
  ])('$name shows what it was made of', ({ error }) => {
    const shown = [
      inspect(error, { depth: 10, showHidden: true }),
      JSON.stringify(error),
      String(error.cause),
    ].join('\n');

    expect(canaries.filter((canary) => shown.includes(canary))).toEqual([]);
  });
});
