/** What is under way and awaited later: should it fail meanwhile, whoever awaits it is told, and not the whole run of tests. */
export function begun<Result>(work: Promise<Result>): Promise<Result> {
  work.catch(() => undefined);
  return work;
}
