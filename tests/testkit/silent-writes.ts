import { expect } from 'vitest';
import type { StartedEmulator } from './emulator.ts';

/** Writes to Twilio of which no webhook tells. */
export type SilentWrite = (
  method: 'POST' | 'DELETE',
  path: string,
  form?: Readonly<Record<string, string>>,
) => Promise<void>;

/** Writes as a back office does that does not ask for webhooks; paths begin below the service. */
export function silentWritesOf({ emulator }: StartedEmulator): SilentWrite {
  const { accountSid, authToken, baseUrl, chatServiceSid } = emulator.config;
  const authorization = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`;
  return async (method, path, form = {}) => {
    const response = await fetch(`${baseUrl}/v1/Services/${chatServiceSid}/${path}`, {
      method,
      headers: { authorization },
      ...(method === 'POST' ? { body: new URLSearchParams(form) } : {}),
    });
    expect(response.ok).toBe(true);
  };
}
