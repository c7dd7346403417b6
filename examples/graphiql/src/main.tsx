import { createRoot } from 'react-dom/client';
import '@graphiql/react/style.css';
import '@graphiql/plugin-doc-explorer/style.css';
import '@graphiql/plugin-history/style.css';
import 'graphiql/graphiql.css';
import './style.css';
import { App, type Demo } from './app.tsx';
import { fetchPeople, fetchToken } from './demo.ts';
import { setUpWorkers } from './workers.ts';

const storageKey = 'graphiql:person';

/** The token comes first: GraphiQL asks for the schema as soon as it stands. */
async function readDemo(): Promise<Demo | null> {
  const people = await fetchPeople();
  const remembered = localStorage.getItem(storageKey);
  const person = people.find(({ identity }) => identity === remembered) ?? people[0];
  if (!person) return null;
  const token = await fetchToken(person.identity).catch(() => null);
  if (!token) return null;
  return {
    people,
    identity: person.identity,
    token,
    remember: (identity) => localStorage.setItem(storageKey, identity),
  };
}

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no element #root.');

setUpWorkers();
createRoot(root).render(<App demo={await readDemo()} />);
