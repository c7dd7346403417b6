import type { EmulatorFaults, EmulatorSeed, SeedResult } from '../../src/emulator/index.ts';
import { fieldsByEventType } from '../../src/webhooks/event-fields.ts';
import { pause } from './pause.ts';
import type { SeenMessage } from './stream-log.ts';

/** What a client of the emulator needs to know. */
export interface TwilioConfig {
  readonly accountSid: string;
  readonly authToken: string;
  readonly chatServiceSid: string;
  readonly baseUrl: string;
}

/** The emulated account, as its owner sees it: without a gateway in between. */
export interface TwilioAccount {
  readonly config: TwilioConfig;
  sendWebhooksTo(url: string): Promise<void>;
  seed(seed: EmulatorSeed): Promise<SeedResult>;
  setFaults(faults: EmulatorFaults): Promise<void>;
  /** How many requests came since this was last asked; at most 10,000 are counted. */
  takeRequestCount(): Promise<number>;
  /** Everything that Twilio holds of a conversation, in order of the indexes. */
  messages(conversationSid: string): Promise<readonly SeenMessage[]>;
  /** Posts a message of which no webhook tells. False when it is not known to have landed. */
  postSilently(
    conversationSid: string,
    message: { readonly author: string; readonly body: string },
  ): Promise<boolean>;
}

/** Reads the configuration of the emulator at `baseUrl` and speaks for its account. */
export async function openTwilioAccount(baseUrl: string): Promise<TwilioAccount> {
  const control = async (path: string, body?: object): Promise<unknown> => {
    const response = await fetch(`${baseUrl}/__emulator/${path}`, {
      ...(body && { method: 'POST', body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`The emulator refused ${path}: ${text}`);
    return text === '' ? null : JSON.parse(text);
  };
  const config = (await control('config')) as TwilioConfig;
  const authorization = `Basic ${Buffer.from(`${config.accountSid}:${config.authToken}`).toString('base64')}`;
  const service = `${config.baseUrl}/v1/Services/${config.chatServiceSid}`;

  const post = (path: string, form: URLSearchParams): Promise<Response> =>
    fetch(`${service}/${path}`, { method: 'POST', headers: { authorization }, body: form });

  return {
    config,
    async sendWebhooksTo(url) {
      const form = new URLSearchParams([
        ['PostWebhookUrl', url],
        ['Method', 'POST'],
        ...Object.keys(fieldsByEventType).map((filter): [string, string] => ['Filters', filter]),
      ]);
      const response = await post('Configuration/Webhooks', form);
      if (!response.ok) throw new Error(`The emulator refused the webhooks: ${await response.text()}`);
    },
    seed: async (seed) => (await control('seed', seed)) as SeedResult,
    async setFaults(faults) {
      await control('faults', faults);
    },
    async takeRequestCount() {
      const journal = (await control('journal')) as readonly unknown[];
      await fetch(`${baseUrl}/__emulator/journal`, { method: 'DELETE' });
      return journal.length;
    },
    async messages(conversationSid) {
      const rows: MessageRow[] = [];
      let url: string | null = `${service}/Conversations/${conversationSid}/Messages?PageSize=100&Order=asc`;
      while (url !== null) {
        const page: MessagePage = await readPage(url, authorization);
        rows.push(...page.messages);
        url = page.meta.next_page_url;
      }
      return rows.map(seenMessage);
    },
    async postSilently(conversationSid, { author, body }) {
      const form = new URLSearchParams({ Author: author, Body: body });
      try {
        return (await post(`Conversations/${conversationSid}/Messages`, form)).ok;
      } catch {
        return false;
      }
    },
  };
}

interface MessageRow {
  readonly sid: string;
  readonly index: number;
  readonly body: string | null;
  readonly attributes: string;
}

interface MessagePage {
  readonly messages: readonly MessageRow[];
  readonly meta: { readonly next_page_url: string | null };
}

/** Times that a page is asked for before the run gives up. */
const attemptsMax = 20;

async function readPage(url: string, authorization: string): Promise<MessagePage> {
  for (let attempt = 1; ; attempt += 1) {
    const response = await fetch(url, { headers: { authorization } }).catch(() => null);
    if (response?.ok) return (await response.json()) as MessagePage;
    if (attempt === attemptsMax)
      throw new Error(`The emulator does not answer messages: ${response?.status}`);
    await pause(250);
  }
}

function seenMessage({ sid, index, body, attributes }: MessageRow): SeenMessage {
  const { _clientMessageId: clientMessageId } = JSON.parse(attributes) as { _clientMessageId?: string };
  return { sid, index, body, clientMessageId: clientMessageId ?? null };
}
