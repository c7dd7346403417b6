import { EmulatorInputError } from './input-error.ts';

/** Tells what is wrong with a value, one sentence per problem; `where` names the value in them. */
export type InputCheck = (value: unknown, where: string) => readonly string[];

/** Anything that JSON can hold. */
export const anything: InputCheck = () => [];

/** Text of at most 65,536 characters. */
export const string: InputCheck = (value, where) =>
  typeof value === 'string' && value.length <= 65_536 ? [] : [`${where} must be a string`];

/** `true` or `false`. */
export const boolean: InputCheck = (value, where) =>
  typeof value === 'boolean' ? [] : [`${where} must be true or false`];

/** A number within bounds, both included. */
export function number(min: number, max: number): InputCheck {
  return (value, where) =>
    typeof value === 'number' && value >= min && value <= max
      ? []
      : [`${where} must be a number from ${min} to ${max}`];
}

/** An integer within bounds, both included. */
export function integer(min: number, max: number): InputCheck {
  return (value, where) =>
    Number.isInteger(value) && number(min, max)(value, where).length === 0
      ? []
      : [`${where} must be an integer from ${min} to ${max}`];
}

/** One of a few values. */
export function oneOf(...allowed: readonly (string | number)[]): InputCheck {
  return (value, where) =>
    allowed.some((candidate) => candidate === value) ? [] : [`${where} must be one of ${allowed.join(', ')}`];
}

/** A list whose every item passes. */
export function arrayOf(check: InputCheck, itemsMax: number): InputCheck {
  return (value, where) => {
    if (!Array.isArray(value) || value.length > itemsMax) {
      return [`${where} must be an array of at most ${itemsMax} items`];
    }
    return value.flatMap((item: unknown, at) => check(item, `${where}[${at}]`));
  };
}

/** An object with these keys and no others. */
export function object(keys: {
  readonly required?: Readonly<Record<string, InputCheck>>;
  readonly optional?: Readonly<Record<string, InputCheck>>;
}): InputCheck {
  const required = keys.required ?? {};
  const checks: Readonly<Record<string, InputCheck>> = { ...required, ...keys.optional };
  return (value, where) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return [`${where} must be an object`];
    const prefix = where === '' ? '' : `${where}.`;
    const missing = Object.keys(required).filter((key) => !Object.hasOwn(value, key));
    return [
      ...missing.map((key) => `${prefix}${key} is required`),
      ...Object.entries(value).flatMap(([key, item]: [string, unknown]) => {
        const check = Object.hasOwn(checks, key) ? checks[key] : undefined;
        return check ? check(item, `${prefix}${key}`) : [`${prefix}${key} is not a known key`];
      }),
    ];
  };
}

/** @throws {EmulatorInputError} with everything that is wrong; an object as a whole is called `what`. */
export function requireInput(check: InputCheck, value: unknown, what: string): void {
  const problems = check(value, '').map((problem) => (problem.startsWith(' ') ? what + problem : problem));
  if (problems.length > 0) throw new EmulatorInputError(problems);
}
