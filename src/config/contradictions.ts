import { developmentSecret } from './development.ts';
import { type Fault, missing, type OptionNaming, valueAt } from './faults.ts';
import { tokenAlgorithms } from './token-algorithms.ts';
import { isLoopbackUrl } from './url-rules.ts';

/**
 * What is wrong between options that are each fine for themselves. Looks at them as they came, so that these faults are told
 * together with those of single options.
 */
export function findContradictions(options: unknown, naming: OptionNaming): readonly Fault[] {
  const { labelOf } = naming;
  const at = (path: string) => valueAt(options, path.split('.'));
  const has = (path: string) => at(path) !== undefined;
  const faults: Fault[] = [];
  const refuse = (sentence: string) => void faults.push({ sentence, isMissing: false });

  const keyPaths = ['auth.key.secret', 'auth.key.publicKey', 'auth.key.jwksUrl'];
  const keyLabels = keyPaths.map(labelOf).join(', ');
  const keysGiven = keyPaths.filter(has);
  if (keysGiven.length === 0 && typeof at('auth.key') === 'object')
    faults.push(missing('A token key', `bearer tokens are verified with exactly one of ${keyLabels}`));
  if (keysGiven.length > 1)
    refuse(`${keysGiven.map(labelOf).join(' and ')} are set, but tokens are verified with exactly one key.`);
  for (const keyPath of ['auth.key.secret', 'auth.key.publicKey']) {
    const secondary = `${keyPath}Secondary`;
    if (has(secondary) && !has(keyPath))
      faults.push(missing(labelOf(keyPath), `${labelOf(secondary)} is set`));
  }

  const [keySid, keySecret] = ['twilio.apiKeySid', 'twilio.apiKeySecret'] as const;
  if (has(keySid) && !has(keySecret)) faults.push(missing(labelOf(keySecret), `${labelOf(keySid)} is set`));
  if (has(keySecret) && !has(keySid)) faults.push(missing(labelOf(keySid), `${labelOf(keySecret)} is set`));
  if (
    has(keySecret) &&
    (at('twilio.authToken') === at(keySecret) || at('twilio.authTokenSecondary') === at(keySecret))
  )
    refuse(
      `${labelOf('twilio.authToken')} is the secret of the API key. Webhooks are signed with the auth token of the account.`,
    );
  if (at('auth.twilioAccessTokens') === true && !(has(keySid) && has(keySecret)))
    refuse(
      `${labelOf('auth.twilioAccessTokens')} needs ${labelOf(keySid)} and ${labelOf(keySecret)}, with which such tokens are signed.`,
    );

  const algorithms = at('auth.algorithms');
  if (Array.isArray(algorithms) && keysGiven.length === 1) {
    const isShared = has('auth.key.secret');
    const fitting: readonly unknown[] = isShared ? tokenAlgorithms.shared : tokenAlgorithms.published;
    if (!algorithms.every((algorithm) => fitting.includes(algorithm)))
      refuse(
        `${labelOf('auth.algorithms')} has to fit the key: ${isShared ? 'HS256, HS384 or HS512 with a shared secret' : 'no HS… with a public key'}.`,
      );
  }

  const baseUrl = at('twilio.baseUrl');
  const isStandIn = typeof baseUrl === 'string' && isLoopbackUrl(baseUrl);
  for (const keyPath of ['auth.key.secret', 'auth.key.secretSecondary']) {
    if (at(keyPath) === developmentSecret && !isStandIn)
      refuse(
        `${labelOf(keyPath)} is the development secret, which everybody knows. It is refused beside real credentials.`,
      );
  }
  return faults;
}
