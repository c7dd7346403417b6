import type { StartedEmulator } from '../../testkit/emulator.ts';

/** What an emulator answered. */
export interface RestAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed JSON; an empty object when there was no body. */
  readonly body: RestBody;
}

/** Any JSON object that REST answers. */
export type RestBody = { readonly [key: string]: unknown };

/** Values of a form; an array is sent as repeated keys. */
export type RestForm = Readonly<Record<string, string | readonly string[]>>;

/** Speaks Twilio's REST with bare fetch: what the SDK would hide stays visible. */
export interface RestClient {
  get(path: string): Promise<RestAnswer>;
  post(path: string, form?: RestForm, options?: { readonly isAnnounced?: boolean }): Promise<RestAnswer>;
  delete(path: string, options?: { readonly isAnnounced?: boolean }): Promise<RestAnswer>;
  /** The answer's text in the given field of a successful creation. */
  create(path: string, form?: RestForm): Promise<string>;
}

/** Paths start below `/v1`, such as `/Conversations`. Full URLs from answers are taken as well. */
export function createRestClient({
  emulator,
  origin,
}: Pick<StartedEmulator, 'emulator' | 'origin'>): RestClient {
  const { accountSid, authToken } = emulator.config;
  const authorization = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`;
  const send = async (path: string, init: RequestInit, isAnnounced = false): Promise<RestAnswer> => {
    const response = await fetch(path.startsWith('http') ? path : `${origin}/v1${path}`, {
      ...init,
      headers: { authorization, ...(isAnnounced ? { 'X-Twilio-Webhook-Enabled': 'true' } : {}) },
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === '' ? {} : JSON.parse(text) };
  };
  const client: RestClient = {
    get: (path) => send(path, { method: 'GET' }),
    post: (path, form = {}, options = {}) =>
      send(path, { method: 'POST', body: formBody(form) }, options.isAnnounced),
    delete: (path, options = {}) => send(path, { method: 'DELETE' }, options.isAnnounced),
    async create(path, form) {
      const { status, body } = await client.post(path, form);
      const sid = body['sid'];
      if (status < 200 || status > 202 || typeof sid !== 'string') {
        throw new Error(`POST ${path} was answered with ${status} ${JSON.stringify(body)}`);
      }
      return sid;
    },
  };
  return client;
}

function formBody(form: RestForm): URLSearchParams {
  const body = new URLSearchParams();
  for (const [name, value] of Object.entries(form)) {
    for (const item of typeof value === 'string' ? [value] : value) body.append(name, item);
  }
  return body;
}
