import type { AnyFormField } from './form-field.ts';
import type { EventFields, EventValues } from './event-fields.ts';
import { byCodeUnits, isAmbiguous } from './form-ambiguity.ts';
import { nameSearchOf } from './name-search.ts';

/** A form read by the table of its event, or the sentence that names the field at fault. */
export type FieldsReading<Fields extends EventFields> =
  | {
      readonly ok: true;
      readonly values: EventValues<Fields>;
      readonly unknownFields: number;
      /** Whether another form of this event could have the same signature: what it says has to be confirmed by a read. */
      readonly isAmbiguous: boolean;
    }
  | { readonly ok: false; readonly reason: string };

/**
 * Reads a signed form strictly. Beside the types and the presence of the fields it refuses what a signature cannot tell from
 * the original: Twilio signs names and values joined without separators, so `Index=4&MessageSid=IM…` and a form in which a
 * neighbouring value swallowed a whole field, or a name swallowed a part of its value, verify alike.
 *
 * A reason names a field and never the value that came, because values are people's messages.
 */
export function checkFields<Fields extends EventFields>(
  form: ReadonlyMap<string, string>,
  fields: Fields,
): FieldsReading<Fields> {
  const values: Record<string, unknown> = {};
  for (const name in fields) {
    const field: AnyFormField | undefined = fields[name];
    if (field === undefined) continue;
    const text = form.get(name);
    if (text === undefined) {
      if (field.isRequired) return { ok: false, reason: `${name} is missing.` };
      continue;
    }
    // Twilio leaves out what is unset; should it ever come empty instead, that means the same.
    if (text === '' && !field.isRequired && field.beginning) continue;
    const value = field.parse(text);
    if (value === undefined) return { ok: false, reason: `${name} is not ${field.expected}.` };
    values[name] = value;
  }
  const moved = findMovedBoundary(form, fields);
  if (moved !== undefined)
    return { ok: false, reason: `${moved} is missing, but a neighbouring parameter contains it.` };
  if (!isComplete(values, fields)) throw new Error('A required field was not read.');
  let unknownFields = 0;
  for (const name of form.keys()) if (!Object.hasOwn(fields, name)) unknownFields += 1;
  return { ok: true, values, unknownFields, isAmbiguous: isAmbiguous(form, fields) };
}

/** Whether values that were each parsed by the field of their name are all that the table requires. */
function isComplete<Fields extends EventFields>(
  values: Record<string, unknown>,
  fields: Fields,
): values is Record<string, unknown> & EventValues<Fields> {
  for (const name in fields) if (fields[name]?.isRequired && values[name] === undefined) return false;
  return true;
}

/** The documented field that a neighbour's name or value has swallowed, where there is one. */
function findMovedBoundary(form: ReadonlyMap<string, string>, fields: EventFields): string | undefined {
  if (!isSuspicious(form, fields)) return undefined;
  const names = [...form.keys()].toSorted(byCodeUnits);
  const absent = Object.entries(fields).filter(([name]) => !form.has(name));
  for (const [place, name] of names.entries()) {
    const nextName = names[place + 1];
    for (const [absentName, field] of absent) {
      if (!Object.hasOwn(fields, name) && `${name}${form.get(name)}`.startsWith(absentName))
        return absentName;
      // Twilio signs in order of names: only what sorts between two neighbours can have stood between them.
      const stoodBetween = name < absentName && (nextName === undefined || absentName < nextName);
      if (stoodBetween && contains(form.get(name) ?? '', absentName, field)) return absentName;
    }
  }
  return undefined;
}

/** Whether a parameter is not known, or a value holds the name of a field: where neither is so, nothing was swallowed. */
function isSuspicious(form: ReadonlyMap<string, string>, fields: EventFields): boolean {
  const search = nameSearchOf(fields);
  for (const [name, value] of form) if (!Object.hasOwn(fields, name) || search(value, 0) !== -1) return true;
  return false;
}

/** Whether the text holds the field's name followed by what such a value begins with. */
function contains(text: string, name: string, field: AnyFormField): boolean {
  if (!field.beginning) return false;
  for (let at = text.indexOf(name); at !== -1; at = text.indexOf(name, at + 1)) {
    if (field.beginning.test(text.slice(at + name.length, at + name.length + 64))) return true;
  }
  return false;
}
