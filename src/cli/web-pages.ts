import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { packageFile } from '../package-files.ts';
import type { StaticMount } from '../transport/static-files.ts';

const policyOf = (style: string, more = '') =>
  `default-src 'self'; script-src 'self'; style-src ${style}; img-src 'self' data:; ` +
  `connect-src 'self' ws: wss:; base-uri 'none'; frame-ancestors 'none'${more}`;

const chatPolicy = policyOf("'self'");
/** GraphiQL's editor writes its styles itself, carries a font in them, and works in workers of its own. */
const graphiqlPolicy = policyOf("'self' 'unsafe-inline'", "; font-src 'self' data:; worker-src 'self'");

/** The pages that come with the package: the chat and GraphiQL, where they have been built. */
export function findWebPages(wanted: {
  readonly chat: boolean;
  readonly graphiql: boolean;
}): readonly StaticMount[] {
  const mounts: StaticMount[] = [];
  if (wanted.chat)
    mounts.push({ path: '/', directory: directoryOf('chat'), contentSecurityPolicy: chatPolicy });
  if (wanted.graphiql) {
    mounts.push({
      path: '/graphiql/',
      directory: directoryOf('graphiql'),
      contentSecurityPolicy: graphiqlPolicy,
    });
  }
  return mounts.filter(({ directory }) => existsSync(directory));
}

function directoryOf(page: string): string {
  return fileURLToPath(packageFile(`dist/web/${page}`));
}
