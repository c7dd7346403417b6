import { createServer } from 'node:net';

/** Below those that systems give to whoever asks for any port, so that nobody is given one of ours between finding and using it. */
const [lowest, highest] = [10_000, 32_000];

/** Each process begins elsewhere, since several look for ports at once. */
let next = lowest + ((process.pid * 97) % (highest - lowest));

/** A port that nobody listens at, for what has to be told where it is before it starts. */
export async function findFreePort(): Promise<number> {
  for (;;) {
    const port = next;
    next = next < highest ? next + 1 : lowest;
    if (await isFree(port)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
