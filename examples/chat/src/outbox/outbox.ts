/** A message on its way: shown in the thread until the server's own is there, or until it is discarded. */
export interface OutgoingMessage {
  /** The same for every attempt, so that the server and the thread recognise it. */
  readonly clientMessageId: string;
  readonly conversationId: string;
  readonly body: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** `waiting`: for the network, and then sent by itself. `failed`: for the person to retry or discard. */
  readonly state: 'sending' | 'waiting' | 'failed';
  /** Why it failed, as a sentence. */
  readonly problem: string | null;
  /** How often it was handed to the network: after the first time it may have landed although no answer came. */
  readonly attempts: number;
}

/** How an attempt ended. */
export type SendOutcome =
  | { readonly kind: 'sent' }
  | { readonly kind: 'refused'; readonly problem: string }
  | { readonly kind: 'unreachable' };

/** Options of {@link createOutbox}. */
export interface OutboxOptions {
  readonly post: (message: OutgoingMessage) => Promise<SendOutcome>;
  /** Whether the message landed in an earlier attempt whose answer was lost. */
  readonly hasLanded: (message: OutgoingMessage) => Promise<boolean>;
  readonly isOnline: () => boolean;
  readonly newId: () => string;
  readonly now: () => number;
  /** Messages that may be on their way or failed at once; the next is not taken. @default 50 */
  readonly messagesMax?: number;
}

/** Messages on their way. In each conversation they go out one after the other, in the order they were written. */
export interface Outbox {
  messages(): readonly OutgoingMessage[];
  subscribe(listener: () => void): () => void;
  /** Takes a message; false when too many wait already. */
  send(conversationId: string, body: string): boolean;
  retry(clientMessageId: string): void;
  discard(clientMessageId: string): void;
  /** Sends again what waits for the network. */
  resume(): void;
}

/** An empty outbox. */
export function createOutbox(options: OutboxOptions): Outbox {
  const { post, hasLanded, isOnline, newId, now, messagesMax = 50 } = options;
  const listeners = new Set<() => void>();
  const busy = new Set<string>();
  let messages: readonly OutgoingMessage[] = [];

  function become(next: readonly OutgoingMessage[]): void {
    messages = next;
    for (const listener of listeners) listener();
  }
  function change(clientMessageId: string, changes: Partial<OutgoingMessage>): void {
    become(
      messages.map((each) => (each.clientMessageId === clientMessageId ? { ...each, ...changes } : each)),
    );
  }
  function discard(clientMessageId: string): void {
    become(messages.filter((each) => each.clientMessageId !== clientMessageId));
  }

  async function sendAll(conversationId: string): Promise<void> {
    if (busy.has(conversationId)) return;
    busy.add(conversationId);
    try {
      for (let next = nextOf(conversationId); next; next = nextOf(conversationId)) {
        const outcome = isOnline() ? await attempt(next) : ({ kind: 'unreachable' } as const);
        if (outcome.kind === 'sent') discard(next.clientMessageId);
        if (outcome.kind === 'refused') {
          change(next.clientMessageId, { state: 'failed', problem: outcome.problem });
        }
        if (outcome.kind === 'unreachable') wait(conversationId);
      }
    } finally {
      busy.delete(conversationId);
    }
  }
  async function attempt(message: OutgoingMessage): Promise<SendOutcome> {
    try {
      if (message.attempts > 0 && (await hasLanded(message))) return { kind: 'sent' };
      change(message.clientMessageId, { attempts: message.attempts + 1 });
      return await post(message);
    } catch {
      return { kind: 'unreachable' };
    }
  }
  function nextOf(conversationId: string): OutgoingMessage | undefined {
    return messages.find((each) => each.conversationId === conversationId && each.state === 'sending');
  }
  /** All that follow wait too, or they would overtake. */
  function wait(conversationId: string): void {
    become(
      messages.map((each) =>
        each.conversationId === conversationId && each.state === 'sending'
          ? { ...each, state: 'waiting' }
          : each,
      ),
    );
  }
  function sendAgain(isMeant: (message: OutgoingMessage) => boolean): void {
    const meant = messages.filter(isMeant);
    if (meant.length === 0) return;
    become(messages.map((each) => (isMeant(each) ? { ...each, state: 'sending', problem: null } : each)));
    for (const conversationId of new Set(meant.map((each) => each.conversationId)))
      void sendAll(conversationId);
  }

  return {
    messages: () => messages,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    send(conversationId, body) {
      if (messages.length >= messagesMax) return false;
      become([
        ...messages,
        {
          clientMessageId: newId(),
          conversationId,
          body,
          createdAt: now(),
          state: 'sending',
          problem: null,
          attempts: 0,
        },
      ]);
      void sendAll(conversationId);
      return true;
    },
    retry: (clientMessageId) => sendAgain((each) => each.clientMessageId === clientMessageId),
    discard,
    resume: () => sendAgain((each) => each.state === 'waiting'),
  };
}
