import type { ConversationSeed, EmulatorSeed, MessageSeed } from './seed.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** A small cast with a handful of conversations, dated back from `now` so that the newest message is minutes old. */
export function demoSeed(now: number): EmulatorSeed {
  const at = (agoMs: number) => new Date(now - agoMs).toISOString();
  /** Messages one after another, the last of them `lastAgoMs` before now. */
  const talk = (
    lines: readonly Line[],
    time: { readonly lastAgoMs: number; readonly stepMs: number },
  ): readonly MessageSeed[] =>
    lines.map(([author, body], place) => ({
      author,
      body,
      dateCreated: at(time.lastAgoMs + (lines.length - 1 - place) * time.stepMs),
    }));

  const users = [
    { identity: 'alice', friendlyName: 'Alice Amari', attributes: { color: 'teal' } },
    { identity: 'bob', friendlyName: 'Bob Brandt', attributes: { color: 'orange' } },
    { identity: 'carol', friendlyName: 'Carol Castro', attributes: { color: 'violet' } },
    { identity: 'dave', friendlyName: 'Dave Dabrowski', attributes: { color: 'olive' } },
  ];
  /** Participants carry their name, as applications do that show rosters without asking for each user. */
  const withNames = (conversation: ConversationSeed): ConversationSeed => ({
    ...conversation,
    participants: (conversation.participants ?? []).map((participant) => {
      const user = users.find(({ identity }) => identity === participant.identity);
      return user ? { attributes: { displayName: user.friendlyName }, ...participant } : participant;
    }),
  });

  const conversations: ConversationSeed[] = [
    closedOrder(at, talk),
    {
      friendlyName: 'Garden club',
      uniqueName: 'garden-club',
      attributes: { topic: 'garden' },
      dateCreated: at(9 * dayMs),
      participants: [
        { identity: 'alice', roleFriendlyName: 'channel admin', lastReadMessageIndex: 58 },
        { identity: 'bob', lastReadMessageIndex: 63 },
        { identity: 'carol', lastReadMessageIndex: 40 },
        { identity: 'dave' },
      ],
      messages: talk(gardenLines(), { lastAgoMs: 25 * minuteMs, stepMs: 3 * hourMs }),
    },
    {
      friendlyName: 'Bike repair',
      uniqueName: 'bike-repair',
      attributes: { topic: 'support', priority: 'normal' },
      dateCreated: at(2 * dayMs),
      participants: [
        { identity: 'carol', roleFriendlyName: 'channel admin', lastReadMessageIndex: 2 },
        {
          messagingBinding: { address: '+15005550101', proxyAddress: '+15005550199' },
          attributes: { displayName: 'Rosa (by phone)' },
        },
      ],
      messages: talk(
        [
          ['+15005550101', 'Hello, is my bike ready yet?'],
          ['carol', 'Almost! The new chain arrives this afternoon.'],
          ['+15005550101', 'Great, then I will come by tomorrow.'],
          ['carol', 'We open at nine. Bring the blue ticket, please.'],
        ],
        { lastAgoMs: 70 * minuteMs, stepMs: 11 * minuteMs },
      ),
    },
    {
      friendlyName: 'Lunch on Friday',
      attributes: { topic: 'lunch' },
      dateCreated: at(dayMs),
      participants: [
        { identity: 'bob', roleFriendlyName: 'channel admin', lastReadMessageIndex: 4 },
        { identity: 'alice', lastReadMessageIndex: 1 },
        { identity: 'dave', lastReadMessageIndex: 0 },
      ],
      messages: talk(
        [
          ['bob', 'Who is in for lunch on Friday?'],
          ['alice', 'Me! The noodle place again?'],
          ['dave', 'I could go for noodles.'],
          ['bob', 'Half past twelve, table for three?'],
          ['dave', 'Make it four, my sister is in town 🙂'],
        ],
        { lastAgoMs: 6 * minuteMs, stepMs: 7 * minuteMs },
      ),
    },
    {
      friendlyName: 'Alice and Bob',
      uniqueName: 'alice-and-bob',
      attributes: { isDirect: true },
      dateCreated: at(3 * dayMs),
      participants: [{ identity: 'alice', lastReadMessageIndex: 2 }, { identity: 'bob' }],
      messages: talk(
        [
          ['bob', 'Did you see the photos from the trip?'],
          ['alice', 'Not yet, send them over!'],
          ['bob', 'Tonight, when I am home.'],
        ],
        { lastAgoMs: 5 * hourMs, stepMs: 4 * minuteMs },
      ),
    },
  ];
  return { users, conversations: conversations.map(withNames) };
}

type Line = readonly [author: string, body: string];

function closedOrder(
  at: (agoMs: number) => string,
  talk: (lines: readonly Line[], time: { lastAgoMs: number; stepMs: number }) => readonly MessageSeed[],
): ConversationSeed {
  return {
    friendlyName: 'Order 1042',
    uniqueName: 'order-1042',
    attributes: { topic: 'order', number: 1042 },
    dateCreated: at(20 * dayMs),
    state: 'closed',
    participants: [
      { identity: 'dave', roleFriendlyName: 'channel admin', lastReadMessageIndex: 3 },
      { identity: 'alice', lastReadMessageIndex: 3 },
    ],
    messages: talk(
      [
        ['alice', 'My order arrived with one cup missing.'],
        ['dave', 'Sorry about that! A new one leaves today.'],
        ['alice', 'It came this morning, thank you.'],
        ['dave', 'Wonderful. I am closing this one then.'],
      ],
      { lastAgoMs: 14 * dayMs, stepMs: dayMs },
    ),
  };
}

/** Sixty-four lines: more than one page, so that reading back can be seen. */
function gardenLines(): readonly Line[] {
  const authors = ['alice', 'bob', 'carol', 'dave'];
  const sentences = [
    'Good morning, who waters the tomatoes today?',
    'I can do it after work.',
    'The basil looks thirsty too.',
    'There is a watering can behind the shed.',
    'I brought compost, help yourselves.',
    'Slugs again! Any ideas?',
    'Coffee grounds helped last year.',
    'The beans have reached the top of the poles.',
    'Somebody left the gate open last night.',
    'That was me, sorry. It is closed now.',
    'First strawberries! Three of them, to be exact.',
    'Save one for me.',
    'Rain is forecast, so no watering tomorrow.',
    'Could we mend the bench this weekend?',
    'I have screws and a drill.',
    'Then Saturday at ten it is.',
  ];
  return Array.from({ length: 64 }, (_, place): Line => {
    const sentence = sentences[place % sentences.length] ?? '';
    const author = authors[(place * 7 + Math.floor(place / 5)) % authors.length] ?? 'alice';
    return [author, sentence];
  });
}
