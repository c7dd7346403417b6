/** How the text of an environment variable is read. */
export type EnvironmentKind =
  /** As it is. */
  | 'text'
  /** Decimal digits. */
  | 'integer'
  /** Exactly `true` or `false`. */
  | 'boolean'
  /** Values with commas or line breaks between them. */
  | 'list'
  /** Digests as a list, or an object in JSON of texts by their digests. */
  | 'documents'
  /** A key in PEM; `\n` stands for a line break, for places that take one line only. */
  | 'pem';

/** An environment variable that the project reads. */
export interface EnvironmentVariable {
  readonly name: string;
  /** The option it sets, as a path into `GatewayOptions`; null where it is no option of the gateway. */
  readonly option: string | null;
  readonly kind: EnvironmentKind;
  /** What holds when it is unset, as it would be written; null where nothing does. */
  readonly default: string | null;
  /** The same over the emulator, where it differs. */
  readonly emulatorDefault?: string;
  /** Whether it is left alone over the emulator, so that nothing of a real account takes part in trying things out. */
  readonly isIgnoredOverEmulator?: boolean;
  /** Whether its value must never be shown. Such a value can also be the content of a file that `<name>_FILE` names. */
  readonly isSecret: boolean;
  /** Whether its value can be the content of a file although it is no secret, because it may be long. @default false */
  readonly isLong?: boolean;
  /** Whether a running gateway takes a new value over, on SIGHUP; otherwise it needs a restart. @default false */
  readonly isReloadable?: boolean;
  /** What it is, as a clause that can follow its name and a colon. */
  readonly description: string;
}

/** The name of the variable that names a file with the value; undefined where a value is taken from no file. */
export function fileNameOf(variable: EnvironmentVariable): string | undefined {
  const { name, isSecret, isLong = false, kind } = variable;
  return isSecret || isLong || kind === 'pem' ? `${name}_FILE` : undefined;
}
