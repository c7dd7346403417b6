import type { EventFields } from './event-fields.ts';
import { nameSearchOf } from './name-search.ts';

/** The parameter that stands at some place of what was signed. */
interface Place {
  readonly name: string;
  /** Where its value begins and ends among all that was signed. */
  readonly start: number;
  readonly end: number;
  /** Whether another parameter could begin within it. */
  readonly isOpenEnded: boolean;
}

/** A field's name is believed to be one only where this much behind it looks like its value. */
const beginningLength = 64;

/**
 * Whether a form that satisfies its table could be another one: Twilio signs names and values joined without separators, so whoever
 * holds one signed request can draw the borders anew. Where a value of free text holds the name of a field, or a parameter that nobody
 * knows follows free text, the signature does not tell which borders are Twilio's.
 *
 * Twilio's own form is then ambiguous as well, so this is no reason to refuse one: people may write such texts.
 */
export function isAmbiguous(form: ReadonlyMap<string, string>, fields: EventFields): boolean {
  const { joined, places } = join(form, fields);
  return couldBeCutOff(places, fields) || holdsAnotherName({ joined, places, fields });
}

/** The order in which Twilio signs names. */
export function byCodeUnits(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

/** All that was signed but the URL, and where what stands in it. */
function join(form: ReadonlyMap<string, string>, fields: EventFields) {
  let joined = '';
  const places: Place[] = [];
  for (const name of [...form.keys()].toSorted(byCodeUnits)) {
    const value = form.get(name) ?? '';
    const start = joined.length + name.length;
    joined += name + value;
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    places.push({ name, start, end: joined.length, isOpenEnded: field?.isOpenEnded(value) ?? true });
  }
  return { joined, places };
}

/** Whether an unknown parameter may be the end of the value before it. */
function couldBeCutOff(places: readonly Place[], fields: EventFields): boolean {
  return places.some(
    ({ name }, position) => !Object.hasOwn(fields, name) && (places[position - 1]?.isOpenEnded ?? false),
  );
}

/** Whether a field's name stands in a value, where the field could have stood in Twilio's form. */
function holdsAnotherName(form: {
  readonly joined: string;
  readonly places: readonly Place[];
  readonly fields: EventFields;
}): boolean {
  const { joined, places, fields } = form;
  const search = nameSearchOf(fields);
  const suspicious = places.filter(({ start, end, isOpenEnded }) => {
    const at = isOpenEnded ? search(joined, start) : -1;
    return at !== -1 && at < end;
  });
  if (suspicious.length === 0) return false;
  const required = Object.entries(fields)
    .filter(([, { isRequired }]) => isRequired)
    .map(([name]) => ({ name, first: joined.indexOf(name), last: joined.lastIndexOf(name) }));
  // Names are signed in their order, and what has to be there has to be before it or behind it.
  const canStandAt = (name: string, at: number) =>
    required.every((other) => {
      if (other.name === name) return true;
      return other.name < name ? other.first < at : other.last > at;
    });

  for (const { start, end } of suspicious) {
    for (const [name, { beginning }] of Object.entries(fields)) {
      for (let at = joined.indexOf(name, start); at !== -1 && at < end; at = joined.indexOf(name, at + 1)) {
        const behind = at + name.length;
        const looksLikeIt = beginning?.test(joined.slice(behind, behind + beginningLength)) ?? true;
        if (looksLikeIt && canStandAt(name, at)) return true;
      }
    }
  }
  return false;
}
