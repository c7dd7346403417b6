import { useEffect, useState } from 'react';
import { Avatar } from '../ui/avatar.tsx';
import { fetchDemoPeople, type DemoPerson } from './demo-api.ts';
import type { Session } from './session.ts';
import { TokenForm } from './token-form.tsx';

type People =
  | { readonly kind: 'loading' | 'failed' | 'none' }
  | { readonly kind: 'some'; readonly people: readonly DemoPerson[] };

interface SignInProps {
  readonly session: Session;
  /** Why the last session ended. */
  readonly endedBecause: string | null;
}

/** The first screen: one of the demo's people, or a token where there is no demo. */
export function SignIn({ session, endedBecause }: SignInProps) {
  const { people, reload } = usePeople();
  const [busyIdentity, setBusyIdentity] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(endedBecause);

  const signInAs = async (identity: string) => {
    setBusyIdentity(identity);
    setProblem(null);
    try {
      await session.signInAs(identity);
    } catch {
      setProblem('The gateway did not answer. Is it running?');
      setBusyIdentity(null);
    }
  };

  return (
    <main className="sign-in">
      <div className="sign-in-card">
        <img className="sign-in-logo" src="/icon.svg" alt="" width="48" height="48" />
        <h1>Conversations</h1>
        <p className="sign-in-lead">
          {people.kind === 'none' ? 'Sign in with an access token.' : 'Who would you like to be?'}
        </p>
        {problem && (
          <p className="problem" role="alert">
            {problem}
          </p>
        )}
        {people.kind === 'loading' && <PeopleSkeleton />}
        {people.kind === 'failed' && (
          <div className="sign-in-failed">
            <p>The gateway cannot be reached.</p>
            <button type="button" className="button" onClick={reload}>
              Try again
            </button>
          </div>
        )}
        {people.kind === 'none' && <TokenForm onToken={(token) => session.signInWith(token)} />}
        {people.kind === 'some' && (
          <>
            <ul className="person-list">
              {people.people.map(({ identity, friendlyName }) => (
                <li key={identity}>
                  <button
                    type="button"
                    className="person"
                    disabled={busyIdentity !== null}
                    aria-label={`Sign in as ${friendlyName}`}
                    onClick={() => void signInAs(identity)}
                  >
                    <Avatar name={friendlyName} seed={identity} />
                    <span className="person-name">{friendlyName}</span>
                    <span className="person-identity">{identity}</span>
                  </button>
                </li>
              ))}
            </ul>
            <p className="sign-in-hint">Open a second tab to be two people at once.</p>
          </>
        )}
      </div>
    </main>
  );
}

function PeopleSkeleton() {
  return (
    <div className="person-list" role="status" aria-label="Loading people">
      {[0, 1, 2].map((row) => (
        <span key={row} className="skeleton skeleton-person" />
      ))}
    </div>
  );
}

function usePeople(): { people: People; reload: () => void } {
  const [people, setPeople] = useState<People>({ kind: 'loading' });
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    let isCurrent = true;
    const become = (next: People) => {
      if (isCurrent) setPeople(next);
    };
    fetchDemoPeople().then(
      (found) => become(found === null ? { kind: 'none' } : { kind: 'some', people: found }),
      () => become({ kind: 'failed' }),
    );
    return () => {
      isCurrent = false;
    };
  }, [attempt]);
  return {
    people,
    reload() {
      setPeople({ kind: 'loading' });
      setAttempt((count) => count + 1);
    },
  };
}
