import { useState } from 'react';

/** Where the gateway talks to the real Twilio: the token comes from the operator's own sign-in. */
export function TokenForm({ onToken }: { readonly onToken: (token: string) => void }) {
  const [token, setToken] = useState('');
  const trimmed = token.trim().replace(/^Bearer\s+/i, '');
  return (
    <form
      className="token-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (trimmed !== '') onToken(trimmed);
      }}
    >
      <label htmlFor="token">Access token</label>
      <textarea
        id="token"
        className="field"
        rows={5}
        value={token}
        autoComplete="off"
        spellCheck={false}
        placeholder="eyJhbGciOi…"
        onChange={(event) => setToken(event.target.value)}
      />
      <p className="sign-in-hint">
        <code>npx twilio-conversations-graphql token alice</code> prints one. It stays in this tab.
      </p>
      <button type="submit" className="button button-primary" disabled={trimmed === ''}>
        Sign in
      </button>
    </form>
  );
}
