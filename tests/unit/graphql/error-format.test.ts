import { GraphQLError } from 'graphql';
import { describe, expect, it } from 'vitest';
import { GatewayError } from '../../../src/errors.ts';
import { createMetrics } from '../../../src/metrics.ts';
import { createErrorFormat } from '../../../src/graphql/error-format.ts';
import type { Log, LogFields } from '../../../src/log.ts';

const createFormat = () => {
  const lines: { message: string; fields: LogFields | undefined }[] = [];
  const write = (message: string, fields?: LogFields) => void lines.push({ message, fields });
  const log: Log = { debug: write, info: write, warn: write, error: write };
  return { format: createErrorFormat({ suggestions: true, log, metrics: createMetrics() }), lines };
};

describe('an error of an answer', () => {
  it('shows the code, message and details of an error of operation, however it is wrapped', () => {
    const { format, lines } = createFormat();
    const thrown = new GatewayError('RATE_LIMITED', 'Too much at once.', {
      retryAfterMs: 250,
      twilioCode: 20429,
      field: undefined,
    });
    const wrapped = new GraphQLError('outer', {
      originalError: new GraphQLError('inner', { originalError: thrown }),
      path: ['viewer'],
    });

    expect(format(wrapped, 'request-1')).toEqual({
      message: 'Too much at once.',
      path: ['viewer'],
      extensions: { code: 'RATE_LIMITED', retryAfterMs: 250, twilioCode: 20429 },
    });
    expect(lines).toEqual([]);
  });

  it('shows graphql-js’ complaints about a request, with their code or as bad input', () => {
    const { format } = createFormat();
    const coded = new GraphQLError('Syntax Error', { extensions: { code: 'GRAPHQL_PARSE_FAILED' } });

    expect(format(coded, 'request-1')).toEqual({
      message: 'Syntax Error',
      extensions: { code: 'GRAPHQL_PARSE_FAILED' },
    });
    expect(format(new GraphQLError('Variable "$id" got invalid value'), 'request-1')).toMatchObject({
      extensions: { code: 'BAD_USER_INPUT' },
    });
  });

  it.each([
    ['a bug', new TypeError('secret is not a function')],
    ['a rejection with no error', 'secret'],
    ['a value that a scalar cannot take', new GraphQLError('Int cannot represent secret', { path: ['a'] })],
    [
      'Apollo’s word for a bug',
      new GraphQLError('secret', { extensions: { code: 'INTERNAL_SERVER_ERROR' } }),
    ],
  ])('shows of %s nothing but the request id, and logs it', (_kind, thrown) => {
    const { format, lines } = createFormat();

    const shown = format(thrown, 'request-1');

    expect(shown.extensions).toEqual({ code: 'INTERNAL_SERVER_ERROR', requestId: 'request-1' });
    expect(JSON.stringify(shown)).not.toContain('secret');
    expect(lines).toHaveLength(1);
    expect(lines[0]?.fields).toMatchObject({ requestId: 'request-1' });
  });
});
