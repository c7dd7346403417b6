/** Where the CPU of this process goes, by the function that it is in: what V8 samples, added up. */
import { Session } from 'node:inspector/promises';

/** How often V8 looks, in microseconds. */
const samplingIntervalMicroseconds = 200;

/**
 * Begins to sample.
 * @returns ends it, and tells the functions in which most time was spent, with their share of the time in which the process was not idle
 */
export async function sampleSelfTime() {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: samplingIntervalMicroseconds });
  await session.post('Profiler.start');
  return async () => {
    const { profile } = await session.post('Profiler.stop');
    session.disconnect();
    return selfTimes(profile);
  };
}

/** @param {import('node:inspector').Profiler.Profile} profile */
function selfTimes({ nodes, samples = [], timeDeltas = [] }) {
  const placeById = new Map(nodes.map(({ id, callFrame }) => [id, placeOf(callFrame)]));
  /** @type {Map<string, number>} */
  const microseconds = new Map();
  let total = 0;
  for (const [at, id] of samples.entries()) {
    const place = placeById.get(id) ?? '';
    // The time until the next sample is that of this one.
    const spent = timeDeltas[at + 1] ?? 0;
    if (place === '(idle)') continue;
    microseconds.set(place, (microseconds.get(place) ?? 0) + spent);
    total += spent;
  }
  return {
    totalMs: total / 1_000,
    functions: [...microseconds]
      .toSorted(([, one], [, other]) => other - one)
      .map(([place, spent]) => ({ place, share: spent / total })),
  };
}

/** @param {import('node:inspector').Runtime.CallFrame} callFrame */
function placeOf({ functionName, url }) {
  const name = functionName || '(anonymous)';
  if (url === '') return name;
  const file = url.replace(/^.*\/node_modules\//, '').replace(/^.*\/(dist|built|src|bench)\//, '$1/');
  return `${name} in ${file}`;
}
