/** An option of a command, as `parseArgs` of Node reads it and as the help shows it. */
export interface CommandOption {
  readonly type: 'boolean' | 'string';
  /** What stands for its value in the help, such as `<file>`; for options of type string. */
  readonly value?: string;
  /** One sentence. */
  readonly description: string;
}

/** The options of a command by name. */
export type CommandOptions = Readonly<Record<string, CommandOption>>;

/** A command of the program. */
export interface Command {
  /** Its arguments as the help shows them, such as `<identity>`. */
  readonly usage: string;
  /** One line for the overview. */
  readonly summary: string;
  readonly options: CommandOptions;
  /** How many arguments it takes beside its options; more is a wrong call. @default 0 */
  readonly argumentsMax?: number;
  /** What the help adds below the options. */
  readonly details?: () => string;
  /** Does the work; resolves with the exit code when it is done. */
  run(input: CommandInput): Promise<number>;
}

/** What was typed. */
export interface CommandInput {
  readonly positionals: readonly string[];
  readonly values: Readonly<Record<string, string | boolean | undefined>>;
}

/** Exit codes: what scripts can tell apart. docs/command.md lists them. */
export const exitCodes = {
  /** Done, and everything is as it should be. */
  ok: 0,
  /** It could not be done, or something is not as it should be. */
  failed: 1,
  /** It was called wrongly. */
  usage: 2,
  /** The configuration is not usable. */
  configuration: 78,
} as const;
