import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { StaticMount } from '../transport/static-files.ts';

const ownPagesOnly =
  "default-src 'self'; connect-src 'self' ws: wss:; img-src 'self' data:; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'";
/** The editor of GraphiQL makes its workers of blobs and carries its font in its styles. */
const editorPages = `${ownPagesOnly}; worker-src 'self' blob:; font-src 'self' data:`;

/** The pages that come with the package: the chat and GraphiQL, where they have been built. */
export function findWebPages(wanted: {
  readonly chat: boolean;
  readonly graphiql: boolean;
}): readonly StaticMount[] {
  const mounts: StaticMount[] = [];
  if (wanted.chat)
    mounts.push({ path: '/', directory: directoryOf('chat'), contentSecurityPolicy: ownPagesOnly });
  if (wanted.graphiql) {
    mounts.push({
      path: '/graphiql/',
      directory: directoryOf('graphiql'),
      contentSecurityPolicy: editorPages,
    });
  }
  return mounts.filter(({ directory }) => existsSync(directory));
}

/** Built files lie beside the compiled sources, also seen from the sources themselves. */
function directoryOf(page: string): string {
  return fileURLToPath(new URL(`../../dist/web/${page}`, import.meta.url));
}
