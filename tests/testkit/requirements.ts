/** Something that a test needs beyond Node and the packages. */
export interface Requirement {
  readonly name: string;
  readonly isPresent: boolean;
  /** How to get it, as a command. */
  readonly install: string;
}

/**
 * Says whether tests that need something can run, for `describe.skipIf(!requireOrSkip(…))`. Where it is missing, the reason is
 * printed and the tests are skipped.
 * @throws where it is missing and `CI` is set: there, nothing may be skipped unseen.
 */
export function requireOrSkip({ name, isPresent, install }: Requirement): boolean {
  if (isPresent) return true;
  const reason = `${name} is missing. To get it: ${install}`;
  if (process.env['CI']) throw new Error(reason);
  console.warn(`Skipped: ${reason}`);
  return false;
}
