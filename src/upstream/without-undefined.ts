/** The properties of `T` without those that are undefined. */
export type WithoutUndefined<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> };

/** Drops undefined properties: to the SDK, a key that is there with no value is not the same as a key that is not there. */
export function withoutUndefined<T extends object>(properties: T): WithoutUndefined<T> {
  const entries = Object.entries(properties).filter(([, value]) => value !== undefined);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the entries are those of T, without the undefined ones
  return Object.fromEntries(entries) as WithoutUndefined<T>;
}
