import { once } from 'node:events';
import { OperationTypeNode } from 'graphql';
import WebSocket from 'ws';
import { startFuzzedChat } from '../chat-behind-door.ts';
import { type Door, requireMasked, Violation } from '../door.ts';
import { type KnownValues, makeDocument } from '../documents.ts';
import type { Source } from '../source.ts';

/** Codes with which a socket may be closed for what came over it. */
const documentedCodes = [1000, 1002, 1003, 1005, 1007, 1008, 1009, 4400, 4401, 4403, 4408, 4409, 4429];

/** Messages over WebSocket: of the protocol, of none, in any order. After each the gateway still answers, or has closed for a reason. */
export const socketDoor: Door = {
  name: 'socket',
  async open() {
    const { chat, known, secrets, close } = await startFuzzedChat();
    const url = `${chat.gateway.origin.replace('http', 'ws')}/graphql`;
    const workers: WebSocket[] = [];

    async function connect(): Promise<WebSocket> {
      const socket = new WebSocket(url, 'graphql-transport-ws');
      socket.on('error', () => {});
      await once(socket, 'open');
      socket.send(
        JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${chat.alice.token}` } }),
      );
      await once(socket, 'message');
      return socket;
    }

    return {
      atOnce: 8,
      async try(source) {
        const socket = workers.pop() ?? (await connect());
        const answers: string[] = [];
        const listen = (data: Buffer) => answers.push(data.toString());
        socket.on('message', listen);
        const closed = new Promise<string>((resolve) =>
          socket.once('close', (code) => resolve(String(code))),
        );
        const answered = new Promise<string>((resolve) => {
          socket.on('message', (data: Buffer) => {
            if (data.toString().includes('"are you there"')) resolve('answered');
          });
        });

        socket.send(makeMessage(source, known));
        socket.send('{"type":"ping","payload":{"id":"are you there"}}');
        const outcome = await Promise.race([closed, answered]);

        for (const answer of answers) requireMasked(answer, secrets);
        if (outcome === 'answered') {
          socket.removeAllListeners('message');
          socket.removeAllListeners('close');
          // A socket that runs many subscriptions by now makes room for a new one.
          if (source.once(20)) socket.close();
          else workers.push(socket);
        } else if (!documentedCodes.includes(Number(outcome))) {
          throw new Violation(`It was closed with ${outcome}.`);
        }
        return outcome;
      },
      async close() {
        for (const socket of workers) socket.terminate();
        return close();
      },
    };
  },
};

const kinds = [OperationTypeNode.SUBSCRIPTION, OperationTypeNode.QUERY, OperationTypeNode.MUTATION];

function makeMessage(source: Source, known: KnownValues): string | Buffer {
  const id = source.once(2) ? String(source.number(1_000_000)) : source.text();
  const document = makeDocument(source, source.pick(kinds), known);
  const payload: Record<string, unknown> = { query: source.once(4) ? source.mutate(document) : document };
  if (source.once(5))
    payload[source.pick(['variables', 'operationName', 'extensions', 'query'])] = source.json();
  const message: Record<string, unknown> = source.pick([
    () => ({ id, type: 'subscribe', payload }),
    () => ({ id, type: 'subscribe', payload }),
    () => ({ id, type: 'complete' }),
    () => ({ type: source.pick(['ping', 'pong']), payload: source.json(1) }),
    () => ({
      id,
      type: source.pick(['next', 'error', 'connection_ack', 'start', source.text()]),
      payload: source.json(2),
    }),
  ])();
  if (source.once(12)) message[source.pick(['id', 'type', 'payload', source.text()])] = source.json(2);
  const json = JSON.stringify(message);
  if (source.once(60)) return Buffer.from(json);
  return source.once(12) ? source.mutate(json) : json;
}
