/** Something that is wrong with the configuration, in a sentence that holds no value of it. */
export interface Fault {
  readonly sentence: string;
  /** Whether something is not there at all, as opposed to there and wrong. */
  readonly isMissing: boolean;
}

/** How faults speak of options: by their path, or by the environment variable that sets them. */
export interface OptionNaming {
  /** @param path names joined by dots, such as `twilio.accountSid` */
  labelOf(path: string): string;
  /** What a missing option is, as a clause; undefined where the name says it all. */
  describe(path: string): string | undefined;
}

/** Speaks of options as whoever writes them in code knows them. */
export const optionNaming: OptionNaming = {
  labelOf: (path) => path,
  describe: () => undefined,
};

/** The fault of an option that is not there. */
export function missing(label: string, description?: string): Fault {
  const clause = description === undefined ? '' : `: ${description}`;
  return { sentence: `${label} is missing${clause}.`, isMissing: true };
}

/** One message for all faults. */
export function phraseFaults(faults: readonly Fault[]): string {
  const sentences = [...new Set(faults.map(({ sentence }) => sentence))];
  return ['The configuration is not usable:', ...sentences.map((sentence) => `- ${sentence}`)].join('\n');
}

/** The value at a path, undefined where the path leads nowhere. */
export function valueAt(options: unknown, path: readonly PropertyKey[]): unknown {
  let value = options;
  for (const step of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Reflect.get(value, step);
  }
  return value;
}
