import type { Clock } from '../clock.ts';
import { GatewayError } from '../errors.ts';
import type { UserConversation } from '../model.ts';
import type { ConversationsApi, Page } from '../upstream/conversations-api.ts';
import { isRefusedToken } from './page-token.ts';

/** Twilio's largest page of a user's conversations. */
const userConversationsPageSize = 50;

/** Rows of an inbox by the sid of their conversation, as far as they were read. */
export interface InboxRows {
  readonly rows: ReadonlyMap<string, UserConversation>;
  /** Whether these are all. */
  readonly isWhole: boolean;
}

/** Reads a page of an identity's conversations; a user who was never in one is unknown to Twilio and has an empty inbox. */
export async function readInboxPage(
  api: Pick<ConversationsApi, 'listUserConversations'>,
  request: {
    readonly identity: string;
    readonly pageToken: string | undefined;
    readonly fresh?: boolean | undefined;
  },
): Promise<Page<UserConversation>> {
  const { identity, pageToken, fresh } = request;
  try {
    return await api.listUserConversations(
      { identity, pageToken, pageSize: userConversationsPageSize },
      { fresh },
    );
  } catch (error) {
    // Of a later page it is the page that does not exist.
    if (error instanceof GatewayError && error.code === 'NOT_FOUND' && pageToken === undefined)
      return { items: [], nextPageToken: null };
    throw error;
  }
}

/**
 * Reads the pages of an identity's conversations one after the other. A page may be remembered for longer than Twilio knows the next one: then
 * they are read anew from the first one, once, and rows that came may come again.
 */
export function createInboxPages(options: {
  readonly api: Pick<ConversationsApi, 'listUserConversations'>;
  readonly identity: string;
}): (pageToken: string | undefined) => Promise<Page<UserConversation>> {
  const { api, identity } = options;
  let fresh = false;
  return (pageToken) =>
    readInboxPage(api, { identity, pageToken, fresh }).catch((error: unknown) => {
      if (pageToken === undefined || fresh || !isRefusedToken(error)) throw error;
      fresh = true;
      return readInboxPage(api, { identity, pageToken: undefined, fresh });
    });
}

/** The rows of one inbox on their way: Twilio gives them page after page, and one page leads to the next. */
export interface InboxReading {
  /** Resolves with all rows. */
  readonly whole: Promise<InboxRows>;
  /** Resolves with what there is as soon as that is all, or else enough and `patienceMs` have passed since the reading began. */
  enough(options: {
    readonly isEnough: (rows: InboxRows['rows']) => boolean;
    readonly patienceMs: number;
  }): Promise<InboxRows>;
  /** Resolves with all rows; with null where `patienceMs` after the reading began these were not there yet. */
  wholeWithin(patienceMs: number): Promise<InboxRows | null>;
}

/** Begins to read; what nobody waits for any more is read on. */
export function readInboxRows(options: {
  readonly api: Pick<ConversationsApi, 'listUserConversations'>;
  readonly identity: string;
  readonly clock: Clock;
}): InboxReading {
  const { api, identity, clock } = options;
  const startedAt = clock.now();
  const rows = new Map<string, UserConversation>();
  const state = { isWhole: false, hasFailed: false };
  let nextPage = Promise.resolve();

  const readPage = createInboxPages({ api, identity });

  const readOn = async (pageToken: string | undefined): Promise<string | null> => {
    const page = await readPage(pageToken);
    for (const row of page.items) rows.set(row.conversation.sid, row);
    state.isWhole = page.nextPageToken === null;
    return page.nextPageToken;
  };
  const readAll = async (): Promise<InboxRows> => {
    let pageToken: string | undefined;
    while (!state.isWhole) {
      const page = readOn(pageToken);
      nextPage = page.then(() => undefined);
      // Whoever waits for the page hears of its failure, and so does whoever waits for all.
      nextPage.catch(() => undefined);
      pageToken = (await page) ?? undefined;
    }
    return { rows, isWhole: true };
  };
  const whole = readAll();
  // Whoever waits for all hears of it as well.
  whole.catch(() => {
    state.hasFailed = true;
  });

  return {
    whole,
    async enough({ isEnough, patienceMs }) {
      while (!state.isWhole && !isEnough(rows)) await nextPage;
      if (!state.isWhole) await settledWithin(clock, startedAt + patienceMs - clock.now(), whole);
      return { rows: new Map(rows), isWhole: state.isWhole };
    },
    async wholeWithin(patienceMs) {
      if (!state.isWhole) await settledWithin(clock, startedAt + patienceMs - clock.now(), whole);
      return state.isWhole || state.hasFailed ? whole : null;
    },
  };
}

/** Waits until the promise has ended either way, but no longer than `ms`. */
function settledWithin(clock: Clock, ms: number, promise: Promise<unknown>): Promise<void> {
  return new Promise((resolve) => {
    if (ms <= 0) {
      resolve();
      return;
    }
    const cancel = clock.setTimer(resolve, ms);
    const onEnd = () => {
      cancel();
      resolve();
    };
    promise.then(onEnd, onEnd);
  });
}
