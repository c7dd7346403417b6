import { createSecretKey } from 'node:crypto';
import { SignJWT } from 'jose';
import { developmentSecret } from '../config/development.ts';
import { hasRealCredentials } from '../config/load-config.ts';
import { defaultTokenIssuer } from '../config/check-options.ts';
import { processEnvironment } from '../config/process-environment.ts';
import { GatewayError } from '../errors.ts';
import { type Command, exitCodes } from './command.ts';

/** How long a development token holds: a day of work. */
export const developmentTokenTtlSeconds = 24 * 60 * 60;

/** Prints a token of a development gateway. Real tokens are signed by the application that knows its users. */
export const tokenCommand: Command = {
  usage: '<identity> [--service]',
  summary: 'Prints a token for an identity, for a gateway over the emulator.',
  argumentsMax: 1,
  options: { service: { type: 'boolean', description: 'Grants everything in the service.' } },
  async run({ positionals, values }) {
    const [identity] = positionals;
    const isService = values['service'] === true;
    if (identity === undefined && !isService) {
      console.error('A token needs one identity, such as: token alice (or --service alone for a back end).');
      return exitCodes.usage;
    }
    refuseBesideRealCredentials();
    console.log(await signDevelopmentToken({ identity, isService }));
    return exitCodes.ok;
  },
};

/** Signs a token with the development secret, which only gateways over an emulator accept. */
export function signDevelopmentToken(holder: {
  readonly identity: string | undefined;
  readonly isService: boolean;
}): Promise<string> {
  const issuedAt = Math.floor(Date.now() / 1_000);
  return new SignJWT({
    ...(holder.identity === undefined ? {} : { sub: holder.identity }),
    ...(holder.isService ? { scope: 'service' } : {}),
    iss: defaultTokenIssuer,
    aud: defaultTokenIssuer,
    iat: issuedAt,
    exp: issuedAt + developmentTokenTtlSeconds,
  })
    .setProtectedHeader({ alg: 'HS256' })
    .sign(createSecretKey(Buffer.from(developmentSecret)));
}

function refuseBesideRealCredentials(): void {
  if (!hasRealCredentials(processEnvironment())) return;
  throw new GatewayError(
    'CONFIGURATION_INVALID',
    'Credentials of a Twilio account are configured here, and beside them the development secret signs nothing. ' +
      'Let your application sign tokens with the key that the gateway verifies, or unset the credentials to try the emulator.',
  );
}
