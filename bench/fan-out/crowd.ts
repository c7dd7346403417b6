import { type BenchChat, startChat } from './chat.ts';
import { type ClientsProcess, settle, startClients } from './processes.ts';
import { queryOf } from './question.ts';

const subscriptionsEach = 50;

/** A gateway with subscriptions in other conversations than the busy one, 25 in each. */
export async function openCrowd({ subscriptions }: { readonly subscriptions: number }): Promise<{
  readonly chat: BenchChat;
  readonly others: ClientsProcess;
}> {
  const sockets = subscriptions / subscriptionsEach;
  const conversations = subscriptions / 25;
  const chat = await startChat({
    conversations: conversations + 1,
    // One viewer stands for many here.
    environment: { LIMITS_VIEWER_SOCKETS_MAX: String(sockets + 1) },
  });
  const token = await chat.tokenOf('user-1');
  const others = startClients();
  await others.open({
    port: chat.gateway.port,
    sockets: Array.from({ length: sockets }, (_, place) => ({
      token,
      subscriptions: Array.from({ length: subscriptionsEach }, (_none, turn) => {
        const other = 1 + ((place * subscriptionsEach + turn) % conversations);
        return { query: queryOf(0), variables: { conversationId: chat.conversationIds[other] } };
      }),
    })),
  });
  await settle(chat.gateway);
  return { chat, others };
}
