import { GraphiQL } from 'graphiql';
import { useMemo } from 'react';
import { withToken } from './authorization.ts';
import type { DemoPerson, DemoToken } from './demo.ts';
import { exampleTabs } from './examples.ts';
import { createFetcher } from './fetcher.ts';
import { PersonPicker } from './person-picker.tsx';

/** What the demo knows of the people; null where the gateway talks to the real Twilio. */
export interface Demo {
  readonly people: readonly DemoPerson[];
  readonly identity: string;
  readonly token: DemoToken;
  readonly remember: (identity: string) => void;
}

/** GraphiQL with the person picker, or with a hint where there is no demo. */
export function App({ demo }: { readonly demo: Demo | null }) {
  const fetcher = useMemo(createFetcher, []);
  const headers = demo ? withToken('', demo.token.token) : '';
  const tabs = useMemo(() => exampleTabs.map((tab) => ({ variables: '', ...tab, headers })), [headers]);
  return (
    <GraphiQL
      fetcher={fetcher}
      defaultTabs={tabs}
      initialHeaders={headers}
      defaultHeaders={headers}
      defaultEditorToolsVisibility={demo ? false : 'headers'}
      shouldPersistHeaders={false}
      showPersistHeadersSettings={false}
    >
      <GraphiQL.Logo>
        {demo ? (
          <PersonPicker
            people={demo.people}
            initialIdentity={demo.identity}
            initialToken={demo.token}
            onPick={demo.remember}
          />
        ) : (
          <span className="sign-in-hint">
            Headers: <code>{'{"authorization": "Bearer …"}'}</code>
          </span>
        )}
      </GraphiQL.Logo>
    </GraphiQL>
  );
}
