import { fileNameOf } from '../config/environment-variable.ts';
import { environmentVariables } from '../config/environment.ts';

/** The environment variables of the gateway for the help: each with what it is and its default. */
export function describeVariables(): string {
  const rows = environmentVariables.map((variable) => {
    const { name, description, default: fallback } = variable;
    const more = fallback === null ? '' : ` (default ${fallback})`;
    return `  ${name}${fileNameOf(variable) === undefined ? '' : '[_FILE]'}\n      ${description}${more}`;
  });
  return ['Variables; those with [_FILE] can name a file that holds the value:', '', ...rows].join('\n');
}
