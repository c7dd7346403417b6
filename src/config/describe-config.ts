import type { EnvironmentVariable } from './environment-variable.ts';
import { environmentVariables } from './environment.ts';
import { valueAt } from './faults.ts';
import type { LoadedConfig } from './load-config.ts';
import type { OptionSource } from './read-options.ts';

/** An option as it holds, fit to be shown to anybody. */
export interface DescribedOption {
  /** The path of the option, as a config file nests it. */
  readonly option: string;
  /** The environment variable that sets it. */
  readonly variable: string;
  /** Its value; `(secret)` in place of one that must not be shown, null where there is none. */
  readonly value: unknown;
  /** Where it came from, such as `PORT`, `TWILIO_AUTH_TOKEN_FILE`, the path of the config file, or `default`. */
  readonly source: string;
  /** Whether a running gateway takes a new value over. */
  readonly isReloadable: boolean;
}

/** What stands in the place of a secret. */
const redacted = '(secret)';

/** Every option with its value and where it came from, without secrets. */
export function describeConfig({ options, sources }: LoadedConfig): readonly DescribedOption[] {
  return environmentVariables.flatMap((variable): readonly DescribedOption[] => {
    const { option, name, isReloadable = false } = variable;
    if (option === null) return [];
    return [
      {
        option,
        variable: name,
        value: shown(variable, valueAt(options, option.split('.'))),
        source: sourceName(sources.get(option)),
        isReloadable,
      },
    ];
  });
}

function shown({ isSecret }: EnvironmentVariable, value: unknown): unknown {
  if (value === undefined) return null;
  return isSecret ? redacted : value;
}

function sourceName(source: OptionSource | undefined): string {
  if (source === undefined) return 'default';
  return source.kind === 'configFile' ? source.path : source.name;
}
