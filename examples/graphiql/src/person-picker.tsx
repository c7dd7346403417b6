import { useGraphiQL } from '@graphiql/react';
import { useEffect, useEffectEvent, useState } from 'react';
import { hasAuthorization, withToken } from './authorization.ts';
import { fetchToken, type DemoPerson, type DemoToken } from './demo.ts';

const renewBeforeMs = 60_000;
const timerMaxMs = 2_147_483_647;

export interface PersonPickerProps {
  readonly people: readonly DemoPerson[];
  readonly initialIdentity: string;
  readonly initialToken: DemoToken;
  readonly onPick: (identity: string) => void;
}

/** Chooses who asks: fills the authorization in the headers editor of every tab, and renews it before it ends. */
export function PersonPicker({ people, initialIdentity, initialToken, onPick }: PersonPickerProps) {
  const headerEditor = useGraphiQL((state) => state.headerEditor);
  const activeTabIndex = useGraphiQL((state) => state.activeTabIndex);
  const [identity, setIdentity] = useState(initialIdentity);
  const [token, setToken] = useState(initialToken);
  const [hasFailed, setFailed] = useState(false);

  // A tab that was opened, or came back without its headers, which are not stored.
  useEffect(() => {
    if (headerEditor && !hasAuthorization(headerEditor.getValue())) {
      headerEditor.setValue(withToken(headerEditor.getValue(), token.token));
    }
  }, [headerEditor, activeTabIndex, token]);

  const become = async (next: string) => {
    try {
      const fresh = await fetchToken(next);
      setToken(fresh);
      setIdentity(next);
      setFailed(false);
      headerEditor?.setValue(withToken(headerEditor.getValue(), fresh.token));
      onPick(next);
    } catch {
      setFailed(true);
    }
  };
  const renew = useEffectEvent(() => void become(identity));
  useEffect(() => {
    const delayMs = Math.min(
      timerMaxMs,
      Math.max(renewBeforeMs, token.expiresAt - Date.now() - renewBeforeMs),
    );
    const timer = setTimeout(renew, delayMs);
    return () => clearTimeout(timer);
  }, [token]);

  return (
    <label className="person-picker">
      Run as
      <select value={identity} onChange={(event) => void become(event.target.value)}>
        {people.map((person) => (
          <option key={person.identity} value={person.identity}>
            {person.identity}
          </option>
        ))}
      </select>
      {hasFailed && <span role="alert">no token came</span>}
    </label>
  );
}
