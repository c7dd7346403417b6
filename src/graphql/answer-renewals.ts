/**
 * Lets one request make an answer anew for all who ask for the same meanwhile. Only what was given again until now is renewed: of anything
 * else nobody knows yet whether it can be shared, and a mutation never waits for another one.
 */
export interface AnswerRenewals<Request> {
  /** Renewals under way; at most as many as requests. */
  readonly size: number;
  /** This request makes the answer, unless another one does so already. */
  begin(key: string, request: Request): void;
  /**
   * Waits while somebody else makes the answer. The first one to wait makes it once more where it could not be kept, because something
   * had to be read from Twilio for it: all of it lies here then.
   *
   * @param find the answer, once it is kept
   * @returns undefined where the request has to make its own
   */
  await<Answer>(key: string, request: Request, find: () => Answer | undefined): Promise<Answer | undefined>;
  /** The request is over, whatever became of it. */
  leave(request: Request): void;
}

/** So often a request waits for others before it makes its own answer, kept or not. */
const waitsMax = 2;

/** Nothing is being renewed. */
export function createAnswerRenewals<Request>(): AnswerRenewals<Request> {
  const renewals = new Map<string, Promise<void>>();
  const ends = new Map<Request, () => void>();

  const begin = (key: string, request: Request) => {
    if (renewals.has(key)) return;
    const renewal = new Promise<void>((resolve) => {
      ends.set(request, () => {
        renewals.delete(key);
        ends.delete(request);
        resolve();
      });
    });
    renewals.set(key, renewal);
  };

  return {
    get size() {
      return renewals.size;
    },
    begin,
    async await(key, request, find) {
      if (ends.has(request)) return undefined;
      for (let waits = 0; waits < waitsMax; waits += 1) {
        const renewal = renewals.get(key);
        if (!renewal) {
          if (waits > 0) begin(key, request);
          return undefined;
        }
        await renewal;
        const found = find();
        if (found !== undefined) return found;
      }
      return undefined;
    },
    leave: (request) => ends.get(request)?.(),
  };
}
