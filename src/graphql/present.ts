/** An input's value, with GraphQL's two words for absence made one: undefined, which leaves a thing alone. */
export function present<T>(value: T | null | undefined): T | undefined;
export function present<T, U>(value: T | null | undefined, map: (value: T) => U): U | undefined;
export function present<T, U>(value: T | null | undefined, map?: (value: T) => U): T | U | undefined {
  if (value === null || value === undefined) return undefined;
  return map ? map(value) : value;
}
