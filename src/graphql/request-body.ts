import { GatewayError } from '../errors.ts';
import type { HttpRequest } from '../http-message.ts';

/** Strict: bytes that are no UTF-8 are no text, whatever might be made of them. */
const decoder = new TextDecoder('utf-8', { fatal: true });

/**
 * The body of a request as JSON: `{}` unless it is a POST.
 *
 * @throws {GatewayError} UNSUPPORTED_MEDIA_TYPE unless it says that it is JSON, in UTF-8 where it names a charset; BAD_USER_INPUT when it
 * is not.
 */
export function readJsonBody(request: HttpRequest): unknown {
  if (request.method !== 'POST') return {};
  const [type = '', ...parameters] = (request.headers.get('content-type') ?? '').toLowerCase().split(';');
  const isOther = parameters.some((parameter) => {
    const [name = '', value = ''] = parameter.split('=', 2);
    return name.trim() === 'charset' && !/^"?utf-?8"?$/.test(value.trim());
  });
  if (type.trim() !== 'application/json' || isOther) {
    throw new GatewayError(
      'UNSUPPORTED_MEDIA_TYPE',
      'The body has to be sent as `content-type: application/json`, in UTF-8.',
    );
  }
  try {
    return JSON.parse(decoder.decode(request.body));
  } catch {
    throw new GatewayError('BAD_USER_INPUT', 'The body is not valid JSON in UTF-8.');
  }
}
