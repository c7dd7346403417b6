import { environmentVariables } from '../../src/config/environment.ts';

/**
 * Fails when a process has written one of the secrets in its environment to its output.
 * @throws {Error} that names the variables, and not their values.
 */
export function requireNoSecretIn(output: string, environment: Readonly<Record<string, string>>): void {
  const told = environmentVariables
    .filter(({ isSecret }) => isSecret)
    .map(({ name }) => ({ name, secret: secretOf(name, environment[name]) }))
    .filter(({ secret }) => secret !== '' && output.includes(secret))
    .map(({ name }) => name);
  if (told.length > 0) throw new Error(`Secrets came out of the process: ${told.join(', ')}`);
}

/** Of an address only the password is one. */
function secretOf(name: string, value = ''): string {
  return name === 'REDIS_URL' && URL.canParse(value) ? decodeURIComponent(new URL(value).password) : value;
}
