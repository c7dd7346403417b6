import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { createSystemClock } from '../../src/clock.ts';
import { presentLive } from '../../src/domain/live-event.ts';
import { silentLog } from '../../src/log.ts';
import { createRouteTable, type HttpRoute } from '../../src/transport/route-table.ts';

const times = 2_000;
/** What each holds on to: with it they are far larger than what the measure itself leaves behind. */
const load = () => Array.from({ length: 1_000 }, (_, place) => place);
const loadBytes = 4 * 1_000;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as (options: { readonly type: 'minor' }) => void;

/** How many bytes outlive small collections for each time that something was done. */
async function bytesLeft(act: (payload: readonly number[]) => unknown): Promise<number> {
  const doIt = async () => {
    for (let time = 0; time < times; time += 1) {
      await act(load());
      if (time % 100 === 0) collect({ type: 'minor' });
    }
    collect({ type: 'minor' });
    collect({ type: 'minor' });
  };
  await doIt();
  const before = oldBytes();
  await doIt();
  return (oldBytes() - before) / times;
}

function oldBytes(): number {
  return getHeapSpaceStatistics().find(({ space_name }) => space_name === 'old_space')?.space_used_size ?? 0;
}

// What outlives small collections stays until one of everything, and to copy it stops all that the process does.
describe('of what comes by the thousands, nothing outlives a small collection of memory:', () => {
  it('a request over HTTP', async () => {
    const route: HttpRoute = { path: '/', handler: async () => ({ status: 200, headers: {}, body: '' }) };
    const routes = createRouteTable({ routes: [route], clock: createSystemClock(), log: silentLog });

    const left = await bytesLeft(async (payload) => {
      const deadline = routes.deadline();
      deadline.onAbort(() => payload.length);
      const request = { method: 'GET', path: '/', search: '', headers: new Map(), body: Buffer.alloc(0) };
      await routes.answer(route, { ...request, requestId: 'request-1' }, deadline);
      deadline.release();
    });

    expect(left).toBeLessThan(loadBytes / 10);
  });

  it('an event of a stream', async () => {
    const occurredAt = new Date();

    const left = await bytesLeft((payload) =>
      presentLive({ kind: 'Resync', reason: 'HISTORY_LOST' }, { occurredAt, cursor: () => payload.join() }),
    );

    expect(left).toBeLessThan(loadBytes / 10);
  });
});
