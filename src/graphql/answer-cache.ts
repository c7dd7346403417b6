import { LRUCache } from 'lru-cache';
import { createAnswerBasis, type RecordedBasis } from '../answer-basis.ts';
import type { Clock } from '../clock.ts';
import type { Viewer } from '../domain/access.ts';
import type { HttpAnswer, HttpRequest } from '../http-message.ts';
import type { Metrics } from '../metrics.ts';
import { createAnswerRenewals } from './answer-renewals.ts';
import type { WatchedOperation } from './operation-watch.ts';

/** Options of {@link createAnswerCache}. */
export interface AnswerCacheOptions {
  readonly clock: Clock;
  /** Makes what an answer rests on; tests leave something out, to prove that it is needed. @default createAnswerBasis */
  readonly createBasis?: typeof createAnswerBasis | undefined;
  readonly metrics: Pick<Metrics, 'answerCache' | 'answerCacheBytes' | 'onCollect'>;
  /** Bytes that all answers take together, with what they rest on; beyond it those go that were not asked for longest. @default 33_554_432 */
  readonly bytesMax?: number | undefined;
  /** Bytes that one answer may take; a larger one is not kept. @default 1_048_576 */
  readonly answerBytesMax?: number | undefined;
}

/** An answer that can be given again. */
export interface KeptAnswer {
  readonly answer: HttpAnswer;
  /** For those who look on. */
  readonly operation: WatchedOperation;
  readonly basis: RecordedBasis;
}

/**
 * Keeps whole answers of queries over HTTP for whoever asks the same again, and gives one only while making it anew would give the
 * same bytes: each rests on what was read for it, and that is looked at every time.
 */
export interface AnswerCache {
  /** What an answer rests on that is about to be made. */
  begin(): RecordedBasis;
  /** The answer that holds now for the same request of the same viewer. */
  find(viewer: Viewer, request: HttpRequest): KeptAnswer | undefined;
  /**
   * To be asked where nothing was found: waits while another request makes anew what held no more, so that one request does it for all who
   * come meanwhile. Where nothing comes of it the caller makes its own.
   */
  findRenewed(viewer: Viewer, request: HttpRequest): Promise<KeptAnswer | undefined>;
  /** The request is over: nobody waits for it any more. */
  leave(request: HttpRequest): void;
  /** Keeps an answer, unless what it rests on holds no more or it is too large. */
  keep(viewer: Viewer, request: HttpRequest, kept: KeptAnswer): void;
  /** Forgets everything. */
  clear(): void;
}

/** What an entry takes beside its texts, and each thing that it rests on: an estimate, so that the bound is one of memory. */
const entryBytes = 500;
const groundBytes = 250;

/** Nothing is kept yet. */
export function createAnswerCache(options: AnswerCacheOptions): AnswerCache {
  const {
    clock,
    createBasis = createAnswerBasis,
    metrics,
    bytesMax = 33_554_432,
    answerBytesMax = 1_048_576,
  } = options;
  const answers = new LRUCache<string, KeptAnswer>({
    maxSize: bytesMax,
    maxEntrySize: answerBytesMax,
    sizeCalculation: ({ answer, basis }, key) =>
      entryBytes + key.length + answer.body.length + groundBytes * basis.size(),
  });
  /** What was begun since everything was forgotten last: what rests on older things is not kept. */
  let begun = new WeakSet<RecordedBasis>();
  const renewals = createAnswerRenewals<HttpRequest>();
  metrics.onCollect(() => metrics.answerCacheBytes.set(answers.calculatedSize));

  return {
    begin() {
      const basis = createBasis({ clock });
      begun.add(basis);
      return basis;
    },
    find(viewer, request) {
      const key = keyOf(viewer, request);
      const kept = answers.get(key);
      if (!kept) {
        metrics.answerCache.inc({ outcome: 'miss' });
        return undefined;
      }
      if (kept.basis.holds()) {
        metrics.answerCache.inc({ outcome: 'hit' });
        return kept;
      }
      answers.delete(key);
      renewals.begin(key, request);
      metrics.answerCache.inc({ outcome: 'changed' });
      return undefined;
    },
    async findRenewed(viewer, request) {
      if (renewals.size === 0) return undefined;
      const key = keyOf(viewer, request);
      return renewals.await(key, request, () => {
        const kept = answers.get(key);
        return kept?.basis.holds() ? kept : undefined;
      });
    },
    leave: renewals.leave,
    keep(viewer, request, { answer, ...kept }) {
      if (!begun.has(kept.basis) || !kept.basis.holds()) return;
      // Sent as it is: a text would be made bytes anew each time.
      answers.set(keyOf(viewer, request), { ...kept, answer: { ...answer, body: Buffer.from(answer.body) } });
    },
    clear() {
      answers.clear();
      begun = new WeakSet();
    },
  };
}

/** Whatever of a request can change its answer: beside the viewer, all that is looked at on the way through Apollo Server. */
function keyOf({ identity, isService }: Viewer, { method, search, headers, body }: HttpRequest): string {
  // An identity may hold anything, so its length comes first; in nothing else is there a line break.
  let key = `${isService} ${identity === null ? '' : `${identity.length} ${identity}`}\n${method}\n${search}`;
  for (const name of headersThatMatter) key += `\n${headers.get(name) ?? '\0'}`;
  // One character for each byte: two bodies are the same text only where they are the same bytes.
  return `${key}\n${body.toString('latin1')}`;
}

/** They decide how the body is read, how the answer is written, and whether a page of another origin could have sent the request. */
const headersThatMatter = [
  'content-type',
  'accept',
  'apollo-require-preflight',
  'x-apollo-operation-name',
] as const;
