import { createContext, useCallback, useContext, useEffect, useState, type ReactNode } from 'react';
import type { Named } from '../names.ts';
import { fetchDemoPeople, type DemoPerson } from '../session/demo-api.ts';

const PeopleContext = createContext<readonly DemoPerson[]>([]);

/**
 * The people whom this app knows beside the conversations, as an app's own directory would: with the emulator its cast, over the
 * real Twilio nobody.
 */
export function PeopleProvider({ children }: { readonly children: ReactNode }) {
  const [people, setPeople] = useState<readonly DemoPerson[]>([]);
  useEffect(() => {
    let isCurrent = true;
    fetchDemoPeople().then(
      (found) => {
        if (isCurrent) setPeople(found ?? []);
      },
      // Without the directory, identities stand for the names.
      () => undefined,
    );
    return () => {
      isCurrent = false;
    };
  }, []);
  return <PeopleContext value={people}>{children}</PeopleContext>;
}

/** The directory; empty until it has come. */
export function usePeople(): readonly DemoPerson[] {
  return useContext(PeopleContext);
}

/** Gives the function that names somebody: as the conversation calls them, else as the directory does. */
export function useNameOf(): (named: Named) => string {
  const people = usePeople();
  return useCallback(
    ({ identity, displayName }) => {
      if (displayName !== identity) return displayName;
      return people.find((person) => person.identity === identity)?.friendlyName ?? displayName;
    },
    [people],
  );
}
