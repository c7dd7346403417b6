/**
 * Mercurius with its just-in-time compiler over the gateway's schema. All data lies in memory, ready as the answer has it, so that nothing
 * but GraphQL is measured; tokens are verified as the gateway does, and remembered by their text.
 */
import { createSecretKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fastify from 'fastify';
import { jwtVerify } from 'jose';
import mercurius from 'mercurius';

const { data } = JSON.parse(process.env['ANSWER_TEXT'] ?? '{}');
const key = createSecretKey(Buffer.from(process.env['AUTH_JWT_SECRET'] ?? ''));
const name = 'twilio-conversations-graphql';
const remembered = new Map();

async function verify(authorization) {
  const known = remembered.get(authorization);
  if (known && known.exp * 1_000 > Date.now()) return known;
  const options = { algorithms: ['HS256'], issuer: name, audience: name, requiredClaims: ['exp', 'sub'] };
  const { payload } = await jwtVerify(authorization.slice('Bearer '.length), key, options);
  remembered.set(authorization, payload);
  return payload;
}

const app = fastify();
app.register(mercurius, {
  schema: readFileSync(new URL('../../../schema/generated/schema.graphql', import.meta.url), 'utf8'),
  resolvers: { Query: { conversation: (_parent, _args, { viewer }) => viewer && data.conversation } },
  context: async (request) => ({ viewer: await verify(request.headers.authorization ?? '') }),
  jit: 1,
});
await app.listen({ port: 0, host: '127.0.0.1' });
console.log(`listens at port ${app.server.address().port}`);
