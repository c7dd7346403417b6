import { createHash } from 'node:crypto';

/** A script that Redis runs as one atomic step. */
export interface RedisScript {
  readonly lua: string;
  /** By which Redis knows it once it is loaded. */
  readonly sha1: string;
}

/** Makes a script of its text, which has to be a constant: Redis keeps every text it ever saw. */
export function defineScript(lua: string): RedisScript {
  return { lua, sha1: createHash('sha1').update(lua).digest('hex') };
}
