import { createSecretKey } from 'node:crypto';
import { SignJWT } from 'jose';
import { tokenSecret } from './token-secret.ts';

/** What a viewer sends as `authorization`; it holds for two hours, longer than any benchmark takes. */
export async function bearerOf(identity: string): Promise<string> {
  const token = await new SignJWT({
    sub: identity,
    iss: 'twilio-conversations-graphql',
    aud: 'twilio-conversations-graphql',
    exp: Math.floor(Date.now() / 1_000) + 7_200,
  })
    .setProtectedHeader({ alg: 'HS256' })
    .sign(createSecretKey(Buffer.from(tokenSecret)));
  return `Bearer ${token}`;
}
