import { useGraphiQL } from '@graphiql/react';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { tokenIn, withToken } from './authorization.ts';
import { fetchToken, type DemoPerson, type DemoToken } from './demo.ts';

const renewBeforeMs = 60_000;
const tokensRemembered = 20;
const timerMaxMs = 2_147_483_647;

interface PersonPickerProps {
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

  // What this picker filled in, in whichever tab, follows the person chosen; what somebody wrote there themselves stays.
  const given = useRef<readonly string[]>([]);
  useEffect(() => {
    given.current = [token.token, ...given.current].slice(0, tokensRemembered);
    if (!headerEditor) return;
    const text = headerEditor.getValue();
    const present = tokenIn(text);
    if (present === null || given.current.includes(present)) {
      headerEditor.setValue(withToken(text, token.token));
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
