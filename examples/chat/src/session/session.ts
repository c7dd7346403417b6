import { fetchDemoToken } from './demo-api.ts';

/** Who is signed in, as far as this tab knows. */
export interface SessionState {
  readonly token: string | null;
  /** Why the last session ended, in a sentence; null when it ended by the person's own wish. */
  readonly endedBecause: string | null;
}

/** The sign-in of this tab. Kept in `sessionStorage`, so that two tabs can be two people. */
export interface Session {
  state(): SessionState;
  subscribe(listener: () => void): () => void;
  /** Signs in as one of the demo's people. */
  signInAs(identity: string): Promise<void>;
  /** Signs in with a token from elsewhere. */
  signInWith(token: string): void;
  signOut(endedBecause?: string): void;
  /** A token that is good for a while yet: a demo token is renewed shortly before it ends. */
  token(): Promise<string>;
  /** To be called when the gateway refused the token: what cannot be renewed ends the session. */
  refused(): void;
}

interface Stored {
  readonly token: string;
  /** Milliseconds since the epoch; null when unknown. */
  readonly expiresAt: number | null;
  /** Whose token can be asked for again; null for a token from elsewhere. */
  readonly identity: string | null;
}

const storageKey = 'conversations.session';
const renewBeforeMs = 60_000;
const ended = 'Your sign-in has ended. Please sign in again.';

/** The session that the storage holds, or none. */
export function createSession(storage: Storage): Session {
  const listeners = new Set<() => void>();
  let stored = read(storage);
  let state: SessionState = { token: stored?.token ?? null, endedBecause: null };

  function become(next: Stored | null, endedBecause: string | null): void {
    stored = next;
    state = { token: next?.token ?? null, endedBecause };
    if (next) storage.setItem(storageKey, JSON.stringify(next));
    else storage.removeItem(storageKey);
    for (const listener of listeners) listener();
  }

  /** A renewal is no change of who is signed in: nobody is told. */
  async function renew(identity: string): Promise<void> {
    const renewed = await fetchDemoToken(identity);
    if (stored?.identity !== identity) return;
    stored = { ...renewed, identity };
    storage.setItem(storageKey, JSON.stringify(stored));
  }

  return {
    state: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async signInAs(identity) {
      const { token, expiresAt } = await fetchDemoToken(identity);
      become({ token, expiresAt, identity }, null);
    },
    signInWith: (token) => become({ token, expiresAt: null, identity: null }, null),
    signOut: (endedBecause) => become(null, endedBecause ?? null),
    async token() {
      if (stored?.identity && isEnding(stored, renewBeforeMs)) {
        // Without a network the old token is still the best there is; the gateway then decides.
        await renew(stored.identity).catch(() => undefined);
      }
      return stored?.token ?? '';
    },
    refused() {
      if (stored?.identity && isEnding(stored, 0)) return;
      if (stored) become(null, ended);
    },
  };
}

function isEnding({ expiresAt }: Stored, withinMs: number): boolean {
  return expiresAt !== null && expiresAt - withinMs <= Date.now();
}

function read(storage: Storage): Stored | null {
  const text = storage.getItem(storageKey);
  if (text === null) return null;
  try {
    const value: unknown = JSON.parse(text);
    return isStored(value) ? value : null;
  } catch {
    return null;
  }
}

function isStored(value: unknown): value is Stored {
  return (
    typeof value === 'object' &&
    value !== null &&
    'token' in value &&
    typeof value.token === 'string' &&
    'expiresAt' in value &&
    'identity' in value &&
    (value.identity === null || typeof value.identity === 'string')
  );
}
