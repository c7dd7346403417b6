import type { ConversationEvent, GatewayEvent } from '../../../src/conversation-event.ts';
import type { EventBus } from '../../../src/events/event-bus.ts';
import { isMessageEvent, type MessageEvent } from '../../../src/events/timeline-step.ts';
import type { Timelines } from '../../../src/events/timelines.ts';
import type { Message } from '../../../src/model.ts';
import type { FaultRates, WriteWay } from '../schedule.ts';
import type { SimulatedTwilio } from '../simulated-twilio.ts';
import type { VirtualClock } from '../virtual-clock.ts';
import type { ScheduledInboxAction } from './inbox-schedule.ts';
import type { SimulatedAccount } from './simulated-account.ts';

/** What of an instance a write needs. */
export interface WritingInstance {
  readonly bus: EventBus;
  readonly timelines: Timelines;
}

/** A world in which something can be written. */
export interface InboxWorld {
  readonly clock: VirtualClock;
  readonly rates: FaultRates;
  readonly account: SimulatedAccount;
  readonly viewers: readonly string[];
  blackoutUntil: number;
  webhooksLost: number;
  readonly pickInstance: (random: () => number) => WritingInstance | undefined;
  /** Whether the webhook of an event is taken, as the receiver decides it. */
  readonly isFirst: (event: GatewayEvent) => Promise<boolean>;
  readonly publishOnce: (instance: WritingInstance, event: GatewayEvent) => Promise<void>;
  readonly sent: (messageSid: string) => void;
}

type WriteAction = Extract<ScheduledInboxAction, { readonly way: WriteWay }>;

/** Writes at Twilio, answers the instance that wrote, and sends the webhook on its way through all that can befall it. */
export function writeInInbox(world: InboxWorld, action: WriteAction, random: () => number): void {
  const { clock, rates } = world;
  const written = carryOut(world, action, random);
  if (!written) return;
  const answerAfterMs = 20 + random() * 80;
  const [drop, duplicate, late] = [random(), random(), random()];
  const delays = [random(), random()].map(
    (share) => 30 + share * (late < rates.lateWebhook ? rates.lateWebhookMsMax : 150),
  );
  if (action.way === 'gateway') {
    const instance = world.pickInstance(random);
    clock.setTimer(() => {
      clock.unsettle();
      if (!instance) return;
      if (isMessageEvent(written.answer)) instance.timelines.accept(written.answer);
      else void world.publishOnce(instance, written.answer);
    }, answerAfterMs);
  }
  if (action.way === 'silent') return;
  if (drop < rates.dropWebhook) {
    world.webhooksLost += 1;
    return;
  }
  const copies = duplicate < rates.duplicateWebhook ? delays : delays.slice(0, 1);
  for (const delayMs of copies) clock.setTimer(() => receive(world, written.webhook, random), delayMs);
}

interface Written {
  readonly answer: ConversationEvent;
  readonly webhook: ConversationEvent;
}

function carryOut(world: InboxWorld, action: WriteAction, random: () => number): Written | null {
  const { account, clock, rates, viewers } = world;
  const [conversationSid, twilio] = [...account.conversations][action.conversation] ?? [];
  if (!conversationSid || !twilio) return null;
  switch (action.kind) {
    case 'send': {
      const skip = random() < rates.skipIndex ? 1 + Math.floor(random() * 3) : 0;
      const message = twilio.send({ skip });
      world.sent(message.sid);
      return told(twilio, message, (each) => ({
        kind: 'MessageAdded',
        conversationSid,
        occurredAt: each.createdAt,
        message: each,
      }));
    }
    case 'edit':
      return told(twilio, twilio.edit(1 - random() ** 2), (each) => ({
        kind: 'MessageUpdated',
        conversationSid,
        occurredAt: each.updatedAt,
        message: each,
      }));
    case 'remove': {
      const occurredAt = new Date(clock.now());
      return told(twilio, twilio.remove(1 - random() ** 2), ({ sid, index }) => ({
        kind: 'MessageRemoved',
        conversationSid,
        occurredAt,
        messageSid: sid,
        index,
      }));
    }
    case 'join': {
      const participant = account.join(viewers[action.viewer] ?? '', conversationSid);
      const event = participant && {
        kind: 'ParticipantAdded' as const,
        conversationSid,
        occurredAt: new Date(clock.now()),
        participant,
      };
      return event && { answer: event, webhook: event };
    }
    case 'leave': {
      const participant = account.leave(viewers[action.viewer] ?? '', conversationSid);
      const event = participant && {
        kind: 'ParticipantRemoved' as const,
        conversationSid,
        occurredAt: new Date(clock.now()),
        participantSid: participant.sid,
        identity: participant.identity,
      };
      return event && { answer: event, webhook: event };
    }
  }
}

function told(
  twilio: SimulatedTwilio,
  message: Message | null,
  eventOf: (message: Message) => MessageEvent,
): Written | null {
  return message && { answer: eventOf(message), webhook: eventOf(twilio.asWebhook(message)) };
}

function receive(world: InboxWorld, event: ConversationEvent, random: () => number): void {
  const { clock } = world;
  clock.unsettle();
  const instance = clock.now() < world.blackoutUntil ? undefined : world.pickInstance(random);
  if (!instance) {
    world.webhooksLost += 1;
    return;
  }
  void world.isFirst(event).then((isFirst) => {
    if (isFirst) instance.bus.publish(event);
  });
}
