import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, type InputType } from 'node:zlib';
import type { TransportFault } from './error-answer.ts';

/** A body, unpacked, or the reason why there is none. */
export type BodyReading =
  | { readonly ok: true; readonly body: Buffer }
  | { readonly ok: false; readonly fault: TransportFault };

type Unpack = (packed: InputType, options: { readonly maxOutputLength: number }) => Promise<Buffer>;

const unpackByEncoding: ReadonlyMap<string, Unpack> = new Map<string, Unpack>([
  ['gzip', promisify<InputType, { maxOutputLength: number }, Buffer>(gunzip)],
  ['deflate', promisify<InputType, { maxOutputLength: number }, Buffer>(inflate)],
  ['br', promisify<InputType, { maxOutputLength: number }, Buffer>(brotliDecompress)],
]);

/** Bytes beyond the limit that are taken and thrown away before the refusal. */
const lingerBytesMax = 1_048_576;

/**
 * Reads a request's body within `bodyBytesMax`, counted both as it comes and unpacked. A little more is taken and thrown away
 * before it is refused: a connection that closes on a client that is still sending takes the refusal with it. Never rejects:
 * when the client hangs up or the request's time is over, the reading is a fault that reaches nobody or a slow client.
 *
 * @param options.encoding the `content-encoding` of the request
 * @param options.onAbort calls its listener when the time is over, unless that is called off by what it returns
 */
export async function readBody(
  request: IncomingMessage,
  options: {
    readonly bodyBytesMax: number;
    readonly encoding: string | undefined;
    readonly onAbort: (listener: () => void) => () => void;
  },
): Promise<BodyReading> {
  const { bodyBytesMax } = options;
  const encoding = (options.encoding ?? 'identity').trim().toLowerCase();
  const unpack = unpackByEncoding.get(encoding);
  if (!unpack && encoding !== 'identity') return { ok: false, fault: unknownEncoding };
  const packed = await collect(request, options);
  if (!packed.ok || !unpack || packed.body.length === 0) return packed;
  try {
    return { ok: true, body: await unpack(packed.body, { maxOutputLength: bodyBytesMax }) };
  } catch (error) {
    const isTooLarge = error instanceof RangeError;
    return { ok: false, fault: isTooLarge ? tooLarge(bodyBytesMax) : notPacked(encoding) };
  }
}

function collect(
  request: IncomingMessage,
  options: {
    readonly bodyBytesMax: number;
    readonly onAbort: (listener: () => void) => () => void;
  },
): Promise<BodyReading> {
  const { bodyBytesMax, onAbort } = options;
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const settle = (reading: BodyReading) => {
      request.off('data', onData).off('end', onEnd).off('close', onCut);
      callOff();
      request.resume();
      resolve(reading);
    };
    const onData = (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= bodyBytesMax) chunks.push(chunk);
      else chunks.length = 0;
      if (bytes > bodyBytesMax + lingerBytesMax) settle({ ok: false, fault: tooLarge(bodyBytesMax) });
    };
    const onEnd = () =>
      settle(
        bytes > bodyBytesMax
          ? { ok: false, fault: tooLarge(bodyBytesMax) }
          : { ok: true, body: chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, bytes) },
      );
    const onCut = () => settle({ ok: false, fault: cutOff });
    const onTimeout = () => settle({ ok: false, fault: tooSlow });
    // An error is followed by `close`; without a listener it would end the process.
    request.on('data', onData).once('end', onEnd).once('close', onCut).on('error', ignore);
    const callOff = onAbort(onTimeout);
  });
}

function ignore(): void {}

function tooLarge(bodyBytesMax: number): TransportFault {
  return {
    status: 413,
    code: 'PAYLOAD_TOO_LARGE',
    message: `The body of this request may have at most ${bodyBytesMax} bytes, also unpacked.`,
  };
}

function notPacked(encoding: string): TransportFault {
  return {
    status: 400,
    code: 'BAD_USER_INPUT',
    message: `The body is not ${encoding}, which its content-encoding promises.`,
  };
}

const unknownEncoding: TransportFault = {
  status: 415,
  code: 'BAD_USER_INPUT',
  message: 'The content-encoding of a body can be gzip, deflate, br or none.',
  headers: { 'accept-encoding': 'gzip, deflate, br' },
};

const cutOff: TransportFault = {
  status: 400,
  code: 'BAD_USER_INPUT',
  message: 'The body ended before it was complete.',
};

const tooSlow: TransportFault = {
  status: 408,
  code: 'BAD_USER_INPUT',
  message: 'The body of this request did not come in time.',
  headers: { connection: 'close' },
};
