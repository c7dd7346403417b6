import { setImmediate } from 'node:timers/promises';
import { composeMessageAttributes } from '../../../src/domain/attributes.ts';
import { createMemorySendLedger } from '../../../src/domain/memory-send-ledger.ts';
import type { LookBackDelays } from '../../../src/domain/send-look-back.ts';
import { createMessageSender, type MessageSender } from '../../../src/domain/send-message.ts';
import type { SendLedger } from '../../../src/domain/send-ledger.ts';
import { createRandom } from '../../../src/emulator/random.ts';
import { GatewayError } from '../../../src/errors.ts';
import { silentLog } from '../../../src/log.ts';
import type { ConversationsApi } from '../../../src/upstream/conversations-api.ts';
import { createManualClock, type ManualClock } from '../upstream/manual-clock.ts';
import { createFakeTwilio, type FakeTwilio, lost, type Meeting } from './send-setup.ts';

/** Where the simulation departs from the production rules, to show that it would notice. */
export interface SimulationPolicy {
  readonly lookBackDelays?: LookBackDelays;
  /** What looking back sees. */
  readonly viewOf?: (twilio: FakeTwilio) => Pick<ConversationsApi, 'listMessages'>;
  /** What the instances share. */
  readonly ledgerOf?: (clock: ManualClock) => SendLedger;
}

/** What a run came to. */
export interface SimulationResult {
  readonly sends: number;
  /** Messages too many. */
  readonly duplicated: number;
  /** Clients were told that these were sent, but they are not there. */
  readonly lost: number;
  /** Neighbours of one author that came the wrong way round although nobody refused them. */
  readonly swapped: number;
}

const authors = ['alice', 'bob', 'carol'];
const sendsPerAuthor = 10;

/**
 * Three authors send ten messages each through two instances that share a ledger. A tenth of the answers is lost; of these messages
 * half lands within 8 s and half never. A tenth of the calls is refused, as are some reads; a tenth of the messages is sent by two
 * instances at once; one instance stops or dies on the way. Clients repeat what was not sent, under the same id, until it was.
 */
export async function simulateSends(seed: number, policy: SimulationPolicy = {}): Promise<SimulationResult> {
  const random = createRandom(seed);
  const clock = createManualClock();
  const twilio = createFakeTwilio(clock);
  twilio.meetBy(() => drawMeeting(random));
  const ledger = policy.ledgerOf?.(clock) ?? createMemorySendLedger({ clock });
  const createInstance = (): Instance => {
    const life = createLife();
    const view = flakyReads(policy.viewOf?.(twilio) ?? twilio, random);
    const sender = createMessageSender({
      ledger: whileAlive(life, ledger),
      api: whileAlive(life, twilio),
      uncachedApi: whileAlive(life, view),
      clock,
      log: silentLog,
      lookBackDelays: policy.lookBackDelays,
    });
    return { life, sender, api: whileAlive(life, twilio) };
  };
  const instances: [Instance, Instance] = [createInstance(), createInstance()];
  const told = new Map<string, string>();
  const undisturbed = new Set<string>();

  const send = async (author: string, id: string, instance: 0 | 1): Promise<boolean> => {
    const { api, life, sender } = instances[instance];
    try {
      const sending = sender.send({
        conversationSid: 'CH1',
        clientMessageId: id,
        message: { author, body: id, attributes: composeMessageAttributes({}, id) },
        authorize: () => wait(clock, random() * 50),
        api,
      });
      const message = await Promise.race([sending, life.over]);
      if (message === undefined) return false;
      told.set(id, message.sid);
      return true;
    } catch (error) {
      if (error instanceof GatewayError) return false;
      throw error;
    }
  };

  const sendUntilSent = async (author: string, id: string): Promise<void> => {
    const home = author === 'alice' ? 0 : 1;
    const away = home === 0 ? 1 : 0;
    const isSentTwice = random() < 0.1;
    const [first] = await Promise.all([
      send(author, id, home),
      isSentTwice ? wait(clock, random() * 9_000).then(() => send(author, id, away)) : undefined,
    ]);
    // Two instances keep no order between them.
    if (first && !isSentTwice) undisturbed.add(id);
    for (let isSent = first; !isSent; isSent = await send(author, id, random() < 0.5 ? 0 : 1))
      await wait(clock, random() * 5_000);
  };

  const sendAll = async (author: string): Promise<void> => {
    const sending: Promise<void>[] = [];
    for (let number = 0; number < sendsPerAuthor; number += 1) {
      sending.push(sendUntilSent(author, `${author} ${number}`));
      await wait(clock, random() < 0.7 ? 0 : random() * 4_000);
    }
    await Promise.all(sending);
  };

  const loseAnInstance = async (): Promise<void> => {
    await wait(clock, random() * 30_000);
    const which = random() < 0.5 ? 0 : 1;
    const { life, sender } = instances[which];
    instances[which] = createInstance();
    if (random() < 0.5) sender.close();
    else life.end();
  };

  await runToEnd(clock, Promise.all([...authors.map(sendAll), loseAnInstance()]));
  // What is still on its way lands.
  await clock.advance(10_000);
  for (const { sender } of instances) sender.close();
  return resultOf(twilio, { told, undisturbed });
}

/** A process: what it asks for after its death is never answered. */
interface Instance {
  readonly life: Life;
  readonly sender: MessageSender;
  readonly api: Pick<ConversationsApi, 'createMessage'>;
}

interface Life {
  isOver: boolean;
  readonly over: Promise<undefined>;
  end(): void;
}

function createLife(): Life {
  let onEnd = () => {};
  const over = new Promise<undefined>((resolve) => {
    onEnd = () => resolve(undefined);
  });
  const life: Life = {
    isOver: false,
    over,
    end() {
      life.isOver = true;
      onEnd();
    },
  };
  return life;
}

function whileAlive<Target extends object>(life: Life, target: Target): Target {
  return new Proxy(target, {
    get(inner, name) {
      const method: unknown = Reflect.get(inner, name);
      if (typeof method !== 'function') return method;
      return (...values: unknown[]): unknown =>
        life.isOver ? new Promise(() => {}) : Reflect.apply(method, inner, values);
    },
  });
}

function drawMeeting(random: () => number): Meeting {
  const answersAfterMs = 20 + random() * 300;
  const chance = random();
  if (chance < 0.05) return { error: lost, answersAfterMs, landsAfterMs: null };
  if (chance < 0.1) return { error: lost, answersAfterMs, landsAfterMs: random() * 8_000 };
  if (chance < 0.2) {
    const error = new GatewayError('RATE_LIMITED', 'Too fast.', { retryAfterMs: 1_000 });
    return { error, answersAfterMs, landsAfterMs: null };
  }
  return { answersAfterMs, landsAfterMs: answersAfterMs / 2 };
}

function flakyReads(
  api: Pick<ConversationsApi, 'listMessages'>,
  random: () => number,
): Pick<ConversationsApi, 'listMessages'> {
  return {
    async listMessages(request, call) {
      if (random() < 0.1) throw new GatewayError('UPSTREAM_UNAVAILABLE', 'Down.');
      return api.listMessages(request, call);
    },
  };
}

function wait(clock: ManualClock, delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    clock.setTimer(resolve, delayMs);
  });
}

/** Moves the clock until `work` is done. */
async function runToEnd(clock: ManualClock, work: Promise<unknown>): Promise<void> {
  let isDone = false;
  const done = work.finally(() => {
    isDone = true;
  });
  for (let minutes = 0; minutes < 30; minutes += 1) {
    if (isDone) break;
    await clock.advance(60_000);
    await setImmediate();
  }
  if (!isDone) throw new Error('The simulation did not come to an end within half an hour of its own time.');
  await done;
}

function resultOf(
  { messages }: FakeTwilio,
  {
    told,
    undisturbed,
  }: { readonly told: ReadonlyMap<string, string>; readonly undisturbed: ReadonlySet<string> },
): SimulationResult {
  const ids = messages.map(({ body }) => body ?? '');
  const sids = new Set(messages.map(({ sid }) => sid));
  const isLost = (id: string) => !sids.has(told.get(id) ?? '');
  const all = authors.flatMap((author) => idsOf(author));
  const ranks = new Map(ids.map((id, rank) => [id, rank]));
  const swapped = authors.flatMap((author) => {
    const inOrder = idsOf(author).filter((id) => undisturbed.has(id));
    return inOrder.filter((id, at) => (ranks.get(id) ?? 0) < (ranks.get(inOrder[at - 1] ?? '') ?? -1));
  });
  return {
    sends: all.length,
    duplicated: ids.length - new Set(ids).size,
    lost: all.filter(isLost).length,
    swapped: swapped.length,
  };
}

function idsOf(author: string): readonly string[] {
  return Array.from({ length: sendsPerAuthor }, (_, number) => `${author} ${number}`);
}
