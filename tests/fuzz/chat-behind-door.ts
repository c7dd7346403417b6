import { userId } from '../../src/graphql/global-id.ts';
import { createLog } from '../../src/log.ts';
import { startChat } from '../testkit/chat.ts';
import { tokenSecret } from '../testkit/gateway.ts';
import { readMetric } from '../testkit/metric.ts';
import type { KnownValues } from './documents.ts';

/** A gateway to be fuzzed, what can be known of it, and what must not. */
export async function startFuzzedChat() {
  const faults: string[] = [];
  const log = createLog({
    level: 'error',
    destination: { write: (line: string) => void faults.push(line) },
  });
  const chat = await startChat({
    gateway: {
      limits: {
        viewer: { socketsMax: 100_000 },
        webSocket: { messagesPerSecond: 100_000, messagesBurst: 100_000, socketsPerAddressMax: 100_000 },
      },
    },
    parts: { log },
  });
  const { conversation } = await chat.alice.data(
    'query ($id: ID!) { conversation(by: { id: $id }) { eventsCursor participants { nodes { id } pageInfo { endCursor } } messages(last: 2) { nodes { id } pageInfo { startCursor } } } }',
    { id: chat.id },
  );
  const { eventsCursor, participants, messages } = conversation;
  const known: KnownValues = {
    ids: [
      chat.id,
      chat.closedId,
      userId('alice'),
      userId('nobody'),
      ...[...participants.nodes, ...messages.nodes].map(({ id }: { readonly id: string }) => id),
    ],
    sids: [chat.sid, 'boats', 'alice', 'bob'],
    cursors: [eventsCursor, participants.pageInfo.endCursor, messages.pageInfo.startCursor],
  };
  return {
    chat,
    known,
    secrets: [tokenSecret, chat.emulator.emulator.config.authToken],
    /** Stops everything; tells of sockets and subscriptions that are still there, and of bugs that only the log knows. */
    async close(): Promise<readonly string[]> {
      const left: string[] = [];
      for (const gauge of ['sockets', 'subscriptions']) {
        let amount = Infinity;
        for (let looks = 0; looks < 50 && amount > 0; looks += 1) {
          amount = await readMetric(chat.gateway.origin, gauge);
          if (amount > 0) await new Promise((resolve) => setTimeout(resolve, 100));
        }
        if (amount > 0) left.push(`It left ${amount} ${gauge} behind.`);
      }
      await chat.stop();
      return [
        ...left,
        ...faults.slice(0, 5).map((line) => `The log tells of a bug: ${line.slice(0, 1_500)}`),
      ];
    },
  };
}
