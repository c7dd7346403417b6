import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/** Text messages that go to many sockets, alike but for their beginning. */
export interface PreparedMessages {
  /** Sends them in one write, each behind `head`. The connection has to be that of an open WebSocket without compression. */
  sendTo(connection: Duplex, head: Buffer): void;
}

/**
 * Frames messages once for all sockets whose heads are of the same length: one socket's bytes differ from the next one's by the head, which
 * is put in its place in the same memory. That is sound as long as a write leaves nothing behind: what the kernel has not taken at
 * once keeps the memory for itself, and the next socket gets a copy.
 *
 * @param tails what follows the head in each message, in UTF-8
 */
export function prepareMessages(tails: readonly Buffer[]): PreparedMessages {
  const forms = new Map<number, Form>();
  return {
    sendTo(connection, head) {
      let form = forms.get(head.length);
      if (!form) {
        form = createForm(tails, head.length);
        forms.set(head.length, form);
      }
      const { bytes, places } = form;
      for (const place of places) bytes.set(head, place);
      connection.write(bytes);
      if (connection.writableLength > 0 || !(connection instanceof Socket)) form.bytes = Buffer.from(bytes);
    },
  };
}

/** Frames in a row, with room for the heads. */
interface Form {
  bytes: Buffer;
  readonly places: readonly number[];
}

function createForm(tails: readonly Buffer[], headBytes: number): Form {
  const places: number[] = [];
  let length = 0;
  for (const tail of tails) {
    const payloadBytes = headBytes + tail.length;
    length += startBytes(payloadBytes) + payloadBytes;
  }
  const bytes = Buffer.allocUnsafe(length);
  let at = 0;
  for (const tail of tails) {
    at = writeFrameStart(bytes, at, headBytes + tail.length);
    places.push(at);
    at += headBytes;
    at += tail.copy(bytes, at);
  }
  return { bytes, places };
}

const finalText = 0x81;

/** The length of what precedes the payload of an unmasked, unfragmented text frame. See RFC 6455, section 5.2. */
function startBytes(payloadBytes: number): number {
  if (payloadBytes < 126) return 2;
  return payloadBytes < 65_536 ? 4 : 10;
}

/** @returns where it ends */
function writeFrameStart(bytes: Buffer, at: number, payloadBytes: number): number {
  bytes[at] = finalText;
  switch (startBytes(payloadBytes)) {
    case 2:
      bytes[at + 1] = payloadBytes;
      return at + 2;
    case 4:
      bytes[at + 1] = 126;
      return bytes.writeUInt16BE(payloadBytes, at + 2);
    default:
      bytes[at + 1] = 127;
      bytes.writeUInt16BE(0, at + 2);
      return bytes.writeUIntBE(payloadBytes, at + 4, 6);
  }
}
