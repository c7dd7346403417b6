import type { IncomingMessage, ServerResponse } from 'node:http';
import sirv from 'sirv';

/** A folder of files and the path under which it is served. */
export interface StaticMount {
  /** With slashes at both ends, such as `/graphiql/`; `/` for everything else. */
  readonly path: string;
  readonly directory: string;
  /** What its pages may load and connect to. */
  readonly contentSecurityPolicy: string;
}

/**
 * Serves files that do not change while the process runs. The longest matching mount answers; names with a hash in them, as
 * bundlers make them under `assets/`, are kept by browsers for ever, everything else is asked for anew.
 */
export function createStaticFiles(
  mounts: readonly StaticMount[],
): (request: IncomingMessage, response: ServerResponse) => void {
  const folders = mounts
    .toSorted((one, other) => other.path.length - one.path.length)
    .map(({ path, directory, contentSecurityPolicy }) => ({
      path,
      serve: sirv(directory, {
        etag: true,
        setHeaders(response, file) {
          const isHashed = file.startsWith('/assets/');
          response.setHeader('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache');
          response.setHeader('content-security-policy', contentSecurityPolicy);
        },
      }),
    }));
  return (request, response) => {
    const url = request.url ?? '/';
    const folder = folders.find(({ path }) => url.startsWith(path) || url === path.slice(0, -1));
    if (!folder) {
      notFound(response);
      return;
    }
    if (url === folder.path.slice(0, -1) && url !== '') {
      response.writeHead(308, { location: folder.path }).end();
      return;
    }
    // A folder knows its files by their paths in it.
    request.url = url.slice(folder.path.length - 1);
    folder.serve(request, response, () => notFound(response));
  };
}

function notFound(response: ServerResponse): void {
  response
    .writeHead(404, { 'content-type': 'text/plain; charset=utf-8' })
    .end('There is nothing at this address.\n');
}
