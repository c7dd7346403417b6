import type { ConversationEvent } from '../../../src/conversation-event.ts';
import type { EventBus } from '../../../src/events/event-bus.ts';
import { isMessageEvent } from '../../../src/events/timeline-step.ts';
import { GatewayError } from '../../../src/errors.ts';
import type { Message } from '../../../src/model.ts';
import type { ConversationsApi } from '../../../src/upstream/conversations-api.ts';
import type { CoherenceRules } from '../../../src/upstream/coherent-cache.ts';
import { cacheTtlMs } from '../../../src/upstream/cache-ttl.ts';
import { type CachedApi, createCachedApi } from '../../../src/upstream/response-cache.ts';
import { allFaults, faultsMs } from '../schedule.ts';
import { createSeededRandom } from '../seeded-random.ts';
import { createSimulatedBusEngine } from '../simulated-bus.ts';
import { createSimulatedRest } from '../simulated-rest.ts';
import { createVirtualClock } from '../virtual-clock.ts';
import { createSimulatedAccount } from '../inbox/simulated-account.ts';

/** How a world of caches is simulated. */
export interface CacheSimulationOptions {
  readonly seed: number;
  /** @default the production rules */
  readonly rules?: CoherenceRules | undefined;
  /** Whether an instance makes its writes past its cache, which it must not. @default false */
  readonly writesPastCache?: boolean | undefined;
  /** Whether an instance answers everybody with what it keeps for one of them, which it must not. @default false */
  readonly mixesViewers?: boolean | undefined;
}

/** What came of it. */
export interface CacheSimulationResult {
  /** Each answer that was too old or somebody else's, in words. */
  readonly violations: readonly string[];
  readonly answers: number;
  /** Answers that cost no call. */
  readonly kept: number;
}

const identities = ['alice', 'bob'];
const instancesCount = 3;
const conversationsCount = 3;
/** Longer than what is kept: so that what nobody told of has to have healed by time. */
const watchMs = faultsMs + 150_000;
/** How long an instance may not know what another one knows. */
const unheardMs = 3_000;
const violationsMax = 5;

interface Instance {
  readonly bus: EventBus;
  readonly cached: CachedApi;
  /** Changes that the instance has heard of or made, by what they are about, each with the time at which that was. */
  readonly heard: Map<string, { readonly changedAt: number; readonly heardAt: number }[]>;
  /** When each thing changed last by a write that was made through the instance and is answered. */
  readonly written: Map<string, number>;
}

/**
 * Runs the production cache of three instances over one bus, through writes whose webhooks are lost, late and repeated and reads that
 * are stale, and compares every answer with what Twilio held. Whoever wrote through an instance has to find it in all that the instance
 * answers by itself from then on; only Twilio's own answer may lag behind.
 */
export async function simulateCache(options: CacheSimulationOptions): Promise<CacheSimulationResult> {
  const { seed, rules, writesPastCache = false, mixesViewers = false } = options;
  const clock = createVirtualClock();
  const random = createSeededRandom(seed);
  const rest = createSimulatedRest({ clock, random: createSeededRandom(seed * 16 + 1), rates: allFaults });
  const account = createSimulatedAccount({
    clock,
    rest,
    identities,
    messagesBefore: Array.from({ length: conversationsCount + 1 }, () => Math.floor(random() * 30)),
  });
  await clock.runUntil(clock.now() + 10_000);
  const startedAt = clock.now();
  const sids = [...account.conversations.keys()];
  const engine = createSimulatedBusEngine({ clock, random: createSeededRandom(seed * 16 + 2) });
  const violations: string[] = [];
  let answers = 0;
  let kept = 0;

  /** What was told to any instance, with the time at which that was. */
  const published = new Map<string, { readonly changedAt: number; readonly heardAt: number }[]>();
  /** When each thing changed at Twilio. */
  const changes = new Map<string, number[]>();
  const note = (subject: string) => changes.set(subject, [...(changes.get(subject) ?? []), clock.now()]);
  const subjectOf = (event: ConversationEvent) =>
    isMessageEvent(event) ? `messages ${event.conversationSid}` : `memberships ${identityOf(event)}`;
  const hear = (instance: Instance, subject: string, changedAt: number) => {
    const known = instance.heard.get(subject) ?? [];
    instance.heard.set(subject, [...known, { changedAt, heardAt: clock.now() }]);
  };

  const api: ConversationsApi = {
    ...account.api,
    updateMessage: ({ conversationSid, sid }) =>
      new Promise((resolve, reject) => {
        clock.setTimer(() => {
          clock.unsettle();
          const message = account.conversations.get(conversationSid)?.editAgain(sid);
          if (message)
            spread({ kind: 'MessageUpdated', conversationSid, occurredAt: new Date(clock.now()), message });
          clock.setTimer(() => {
            clock.unsettle();
            if (message) resolve(message);
            else reject(new GatewayError('NOT_FOUND', 'It was removed.'));
          }, random() * 200);
        }, random() * 60);
      }),
  };
  const instances = Array.from({ length: instancesCount }, (): Instance => {
    const bus = engine.connect();
    const cached = createCachedApi({
      api,
      clock,
      isFedByEvents: true,
      heardUntil: bus.heardUntil,
      rules,
    });
    const instance: Instance = { bus, cached, heard: new Map(), written: new Map() };
    bus.subscribeAll(({ event }) => {
      cached.invalidate(event);
      if (event.kind === 'UserChanged') return;
      hear(instance, subjectOf(event), event.occurredAt.getTime());
      // Clients read anew what they hear of.
      const { conversationSid } = event;
      clock.setTimer(() => {
        clock.unsettle();
        void (isMessageEvent(event)
          ? readMessages(instance, conversationSid)
          : readMemberships(instance, identityOf(event)));
      }, random() * 400);
    });
    bus.onGap(() => cached.clear());
    return instance;
  });
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;

  const write = () => {
    const conversationSid = pick(sids);
    const twilio = account.conversations.get(conversationSid);
    const identity = pick(identities);
    const occurredAt = new Date(clock.now());
    const way = random();
    let event: ConversationEvent | null = null;
    if (way < 0.5 && twilio) {
      const message = twilio.send({ skip: 0 });
      event = { kind: 'MessageAdded', conversationSid, occurredAt, message };
    } else if (way < 0.7 && twilio) {
      const message = twilio.edit(random());
      event = message && { kind: 'MessageUpdated', conversationSid, occurredAt, message };
    } else if (way < 0.8 && twilio) {
      const message = twilio.remove(random());
      event = message && {
        kind: 'MessageRemoved',
        conversationSid,
        occurredAt,
        messageSid: message.sid,
        index: message.index,
      };
    } else if (way < 0.9) {
      const participant = account.join(identity, conversationSid);
      event = participant && { kind: 'ParticipantAdded', conversationSid, occurredAt, participant };
    } else {
      const participant = account.leave(identity, conversationSid);
      event = participant && {
        kind: 'ParticipantRemoved',
        conversationSid,
        occurredAt,
        participantSid: participant.sid,
        identity,
      };
    }
    if (event) spread(event);
  };
  const spread = (event: ConversationEvent) => {
    note(subjectOf(event));
    const [lost, late, twice] = [random(), random(), random()];
    if (lost < allFaults.dropWebhook + allFaults.noWebhook) return;
    const delayMs = 30 + random() * (late < allFaults.lateWebhook ? allFaults.lateWebhookMsMax : 150);
    const instance = pick(instances);
    const publish = () => {
      const subject = subjectOf(event);
      const told = { changedAt: event.occurredAt.getTime(), heardAt: clock.now() };
      published.set(subject, [...(published.get(subject) ?? []), told]);
      instance.bus.publish(event);
    };
    clock.setTimer(publish, delayMs);
    if (twice < allFaults.duplicateWebhook) clock.setTimer(publish, delayMs * 2);
  };

  /** The oldest state that an answer may show to a read that begins now. */
  const oldestAllowed = (instance: Instance, subject: string, ttlMs: number): number => {
    const now = clock.now();
    const toldBefore = (time: number, told: Instance['heard']) =>
      (told.get(subject) ?? []).filter(({ heardAt }) => heardAt + allFaults.staleReadMsMax <= time);
    // What another instance was told shows a little later here, also while nothing passes between the two.
    const told = [...toldBefore(now, instance.heard), ...toldBefore(now - unheardMs, published)];
    // Before the start nothing changed.
    return Math.max(
      startedAt,
      now - ttlMs - allFaults.staleReadMsMax,
      ...told.map(({ changedAt }) => changedAt),
    );
  };
  /** Whether what was answered was so at a time between. */
  const wasSo = (subject: string, from: number, isSoAt: (time: number) => boolean): boolean =>
    [from, ...(changes.get(subject) ?? []).filter((time) => time > from)].some(isSoAt);
  const fail = (violation: string) => {
    if (violations.length < violationsMax)
      violations.push(`at ${Math.round(clock.now() - startedAt)} ms: ${violation}`);
  };

  /** Edits a message through an instance, and looks at once. */
  const writeThrough = async (instance: Instance, conversationSid: string) => {
    const newest = account.conversations.get(conversationSid)?.list().slice(-10) ?? [];
    if (newest.length === 0) return;
    const { sid } = pick(newest);
    const subject = `messages ${conversationSid}`;
    const way = writesPastCache ? api : instance.cached;
    const written = await way.updateMessage({ conversationSid, sid }, { body: 'edited' }).catch(() => null);
    if (!written) return;
    const changedAt = (changes.get(subject) ?? []).findLast((time) => {
      const version = account.conversations.get(conversationSid)?.messageAt(sid, time);
      return version?.body === written.body;
    });
    instance.written.set(subject, Math.max(instance.written.get(subject) ?? 0, changedAt ?? 0));
    await readMessages(instance, conversationSid);
  };
  const readMessages = async (instance: Instance, conversationSid: string) => {
    const subject = `messages ${conversationSid}`;
    const writtenAt = instance.written.get(subject) ?? startedAt;
    const told = oldestAllowed(instance, subject, cacheTtlMs.messages);
    const { result: page, isKept } = await count(() =>
      instance.cached.listMessages({ conversationSid, order: 'desc', pageSize: 20 }),
    );
    const twilio = account.conversations.get(conversationSid);
    if (!page || !twilio) return;
    const from = isKept ? Math.max(told, writtenAt) : told;
    const shown = textOf(page.items);
    const isSoAt = (time: number) => textOf(twilio.list(time).slice(-20).toReversed()) === shown;
    if (!wasSo(subject, from, isSoAt)) fail(`an old state of ${subject}`);
  };
  const readMemberships = async (instance: Instance, identity: string) => {
    const subject = `memberships ${identity}`;
    const from = oldestAllowed(instance, subject, cacheTtlMs.memberships);
    const { result: page } = await count(() =>
      instance.cached.listUserConversations({
        identity: mixesViewers ? (identities[0] ?? identity) : identity,
        pageSize: 50,
      }),
    );
    if (!page) return;
    const shown = page.items.map(({ conversation }) => conversation.sid).toSorted();
    const isSoAt = (time: number) => account.memberships(identity, time).toSorted().join() === shown.join();
    if (!wasSo(subject, from, isSoAt)) fail(`old ${subject}, or somebody else's`);
  };
  /** Null where Twilio could not be read. What is kept is there at once; what is shared with a read under way is not. */
  const count = async <Result>(read: () => Promise<Result>) => {
    const readsBefore = rest.reads;
    let isKept = false;
    let isInTurn = true;
    const reading = read().then(
      (result) => {
        isKept = isInTurn;
        return result;
      },
      () => null,
    );
    // A read that is not kept asks within the same turn.
    for (let step = 0; step < 6; step += 1) await Promise.resolve();
    isInTurn = false;
    if (rest.reads === readsBefore) kept += 1;
    answers += 1;
    const result = await reading;
    return { result, isKept };
  };

  for (let each = 0; each < 60; each += 1) clock.setTimer(write, random() * faultsMs);
  for (let each = 0; each < 20; each += 1)
    clock.setTimer(() => {
      clock.unsettle();
      void writeThrough(pick(instances), pick(sids));
    }, random() * faultsMs);
  for (let each = 0; each < 900; each += 1) {
    const instance = pick(instances);
    const isOfMessages = random() < 0.6;
    clock.setTimer(() => {
      clock.unsettle();
      void (isOfMessages ? readMessages(instance, pick(sids)) : readMemberships(instance, pick(identities)));
    }, random() * watchMs);
  }
  if (random() < 0.5) clock.setTimer(() => engine.fail(2_000 + random() * 20_000), random() * faultsMs);
  await clock.runUntil(startedAt + watchMs + 10_000);
  return { violations, answers, kept };
}

function identityOf(event: ConversationEvent): string {
  if (event.kind === 'ParticipantAdded') return event.participant.identity ?? '';
  return event.kind === 'ParticipantRemoved' ? (event.identity ?? '') : '';
}

function textOf(messages: readonly Message[]): string {
  return messages.map(({ index, body }) => `${index} ${body}`).join('\n');
}
