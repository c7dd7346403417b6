import type { EventFields } from './event-fields.ts';

/** Where the name of any field of a table begins first in a text, at `from` or behind it; -1 where none does. */
export type NameSearch = (text: string, from: number) => number;

const searches = new WeakMap<EventFields, NameSearch>();

/** The search for a table's names; made once for each table. Most texts hold none, and all names at once cost as much as one. */
export function nameSearchOf(fields: EventFields): NameSearch {
  const known = searches.get(fields);
  if (known !== undefined) return known;
  const names = new RegExp(
    Object.keys(fields)
      .map((name) => name.replaceAll('.', '\\.'))
      .join('|'),
    'g',
  );
  const search: NameSearch = (text, from) => {
    names.lastIndex = from;
    return names.exec(text)?.index ?? -1;
  };
  searches.set(fields, search);
  return search;
}
