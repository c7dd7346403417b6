/** Somebody whom the gateway, where it runs on the emulator, gives a token for. */
export interface DemoPerson {
  readonly identity: string;
  readonly friendlyName: string;
}

/** A token and when it ends. */
export interface DemoToken {
  readonly token: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** Who can be asked as; nobody where the gateway talks to the real Twilio. */
export async function fetchPeople(): Promise<readonly DemoPerson[]> {
  const response = await fetch('/demo/people').catch(() => null);
  if (!response?.ok) return [];
  const { people } = (await response.json()) as { readonly people?: readonly DemoPerson[] };
  return people ?? [];
}

/** Asks for a token of one of them. */
export async function fetchToken(identity: string): Promise<DemoToken> {
  const response = await fetch('/demo/token', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ identity }),
  });
  if (!response.ok) throw new Error(`The token was answered with ${response.status}.`);
  const { token, expiresAt } = (await response.json()) as {
    readonly token: string;
    readonly expiresAt: string;
  };
  return { token, expiresAt: Date.parse(expiresAt) };
}
