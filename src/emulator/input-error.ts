/** Input to the emulator itself (options, seeds, faults, actions) that it cannot take. Control routes answer it with 400. */
export class EmulatorInputError extends Error {
  override readonly name = 'EmulatorInputError';
  /** One sentence per problem, each naming the key. */
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('; '));
    this.problems = problems;
  }
}
