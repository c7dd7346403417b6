import { LRUCache } from 'lru-cache';
import type { Clock } from '../clock.ts';
import type { Viewer } from '../domain/access.ts';
import type { ViewerVerifier } from './viewer.ts';

/** Options of {@link rememberViewers}. */
export interface RememberViewersOptions {
  readonly clock: Clock;
  /** Characters that all remembered tokens have together; beyond it those go that were not used for longest. @default 8_388_608 */
  readonly charactersMax?: number | undefined;
  /** How long a token counts as verified, in milliseconds: keys may be withdrawn where nobody tells of it. @default 60_000 */
  readonly rememberedMs?: number | undefined;
}

/**
 * The same verifier, which remembers by the whole text of a token whom it named: never longer than until the token expires. Refusals are
 * not remembered. Another key needs another one of this.
 */
export function rememberViewers(verifier: ViewerVerifier, options: RememberViewersOptions): ViewerVerifier {
  const { clock, charactersMax = 8_388_608, rememberedMs = 60_000 } = options;
  const remembered = new LRUCache<string, { readonly viewer: Viewer; readonly until: number }>({
    maxSize: charactersMax,
    sizeCalculation: (_viewer, authorization) => authorization.length + entryCharacters,
  });
  return {
    async verify(authorization) {
      const now = clock.now();
      const known = remembered.get(authorization);
      if (known && now < known.until) return known.viewer;
      const viewer = await verifier.verify(authorization);
      // Its end is a date that others wrote.
      const leftMs = (viewer.expiresAt?.getTime() ?? Number.POSITIVE_INFINITY) - clock.wallTime();
      if (leftMs > 0) remembered.set(authorization, { viewer, until: now + Math.min(rememberedMs, leftMs) });
      return viewer;
    },
  };
}

/** What an entry takes beside its text. */
const entryCharacters = 200;
