import type { ParseArgsConfig } from 'node:util';

/** A command of the program. */
export interface Command {
  /** Its arguments as the help shows them, such as `<identity>`. */
  readonly usage: string;
  /** One line for the overview. */
  readonly summary: string;
  readonly options: NonNullable<ParseArgsConfig['options']>;
  /** Does the work; resolves with the exit code when it is done. */
  run(input: CommandInput): Promise<number>;
}

/** What was typed. */
export interface CommandInput {
  readonly positionals: readonly string[];
  readonly values: Readonly<Record<string, string | boolean | undefined>>;
}

/** Exit codes: what scripts can tell apart. */
export const exitCodes = { ok: 0, failed: 1, usage: 2, configuration: 78 } as const;
