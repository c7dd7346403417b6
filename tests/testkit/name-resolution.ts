import dns from 'node:dns';
import { stopWithTest } from './stop-with-test.ts';

type Callback = (error: NodeJS.ErrnoException | null, address?: unknown, family?: number) => void;

/** A name that leads to this machine while `isWell`, and nowhere otherwise, as where the resolver is down. */
export interface ResolvedName {
  readonly name: string;
  isWell: boolean;
}

/** Has the resolver of this process know one more name, until the test is over. */
export function resolveName(name: string): ResolvedName {
  const resolved: ResolvedName = { name, isWell: true };
  const { lookup } = dns;
  const lookUp = (hostname: string, ...rest: readonly unknown[]): void => {
    const known = lookup as (hostname: string, ...rest: readonly unknown[]) => void;
    if (hostname !== name) return known(hostname, ...rest);
    if (resolved.isWell) return known('127.0.0.1', ...rest);
    const callback = rest.at(-1) as Callback;
    const error = Object.assign(new Error(`getaddrinfo EAI_AGAIN ${name}`), {
      code: 'EAI_AGAIN',
      syscall: 'getaddrinfo',
      hostname,
    });
    setImmediate(() => callback(error));
  };
  Object.assign(dns, { lookup: lookUp });
  stopWithTest(() => void Object.assign(dns, { lookup }));
  return resolved;
}
