/** Somebody who can be signed in as where the gateway runs on the emulator. */
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

/** Asks who can be signed in as; null where the gateway has no demo, because it talks to the real Twilio. */
export async function fetchDemoPeople(): Promise<readonly DemoPerson[] | null> {
  const response = await fetch('/demo/people');
  if (response.status === 404) return null;
  if (!response.ok) throw new Error(`The list of people was answered with ${response.status}.`);
  const body: unknown = await response.json();
  return hasList(body, 'people') ? body.people.filter(isPerson) : [];
}

/** Asks for a token of one of them. */
export async function fetchDemoToken(identity: string): Promise<DemoToken> {
  const response = await fetch('/demo/token', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ identity }),
  });
  if (!response.ok) throw new Error(`The token was answered with ${response.status}.`);
  const body: unknown = await response.json();
  if (typeof body !== 'object' || body === null || !('token' in body) || typeof body.token !== 'string') {
    throw new Error('The answer carries no token.');
  }
  return { token: body.token, expiresAt: expiryOf(body) };
}

function expiryOf(body: object): number {
  const expiresAt = 'expiresAt' in body ? body.expiresAt : undefined;
  const time =
    typeof expiresAt === 'string' || typeof expiresAt === 'number' ? Number(new Date(expiresAt)) : Number.NaN;
  return Number.isNaN(time) ? Number.POSITIVE_INFINITY : time;
}

function hasList<Name extends string>(body: unknown, name: Name): body is Record<Name, readonly unknown[]> {
  return typeof body === 'object' && body !== null && name in body && Array.isArray(Reflect.get(body, name));
}

function isPerson(value: unknown): value is DemoPerson {
  return (
    typeof value === 'object' &&
    value !== null &&
    'identity' in value &&
    typeof value.identity === 'string' &&
    'friendlyName' in value &&
    typeof value.friendlyName === 'string'
  );
}
