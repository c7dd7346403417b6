import { measurementsOf } from '../interleave.ts';
import { type BenchChat, createHook, identities } from './chat.ts';
import { type ClientsProcess, type ServerProcess, settle, startClients } from './processes.ts';
import { queryOf } from './question.ts';

/** A server with its subscribers. */
export interface Room {
  readonly server: ServerProcess;
  readonly clients: ClientsProcess;
  readonly sockets: number;
  /** From the webhook to the 99th of 100 frames, in milliseconds. */
  readonly latenciesMs: number[];
  text: string;
  /** Sends events, `together` in one turn of the server. @returns CPU per delivery, in microseconds */
  measure(together: number): Promise<number>;
  stop(): void;
}

/** Opens sockets that all follow the busy conversation. */
export async function openRoom(
  chat: BenchChat,
  server: ServerProcess,
  options: {
    readonly sockets: number;
    /** Ways in which they ask, by turns. @default 1 */
    readonly groups?: number;
    /** Events of each measurement. */
    readonly events: number;
    /** Makes messages. @returns the webhooks that tell of them */
    readonly post: (messages: number) => Promise<readonly Buffer[]>;
  },
): Promise<Room> {
  const clients = startClients();
  const { sockets, events, groups = 1 } = options;
  const tokens = await Promise.all(identities.map(chat.tokenOf));
  const variables = { conversationId: chat.conversationIds[0] };
  await clients.open({
    port: server.port,
    sockets: Array.from({ length: sockets }, (_, place) => ({
      token: tokens[place % tokens.length] ?? '',
      subscriptions: [{ query: queryOf(place % groups), variables }],
    })),
  });
  await settle(server);
  const hook = createHook(server.port);
  const room: Room = {
    server,
    clients,
    sockets,
    latenciesMs: [],
    text: '',
    async measure(together) {
      const latencies: number[] = [];
      let cpuMicroseconds = 0;
      for (let event = 0; event < events; event += 1) {
        // Whatever tells of a message, it comes once: a sweep may be earlier than the webhook.
        const came = clients.expect(sockets * together);
        const webhooks = await options.post(together);
        await hook.ready();
        const before = await server.cpuMicroseconds();
        const sentAt = hook.send(webhooks);
        const { p99At, text } = await came;
        cpuMicroseconds += (await server.cpuMicroseconds()) - before;
        latencies.push(p99At - sentAt);
        room.text = text;
      }
      room.latenciesMs.push(measurementsOf(latencies).median);
      return cpuMicroseconds / (sockets * events * together);
    },
    stop() {
      hook.end();
      clients.stop();
    },
  };
  return room;
}
