/** The bounds of timelines, each with the policy that holds at it. */
export interface TimelineLimits {
  /** The newest messages of a conversation whose edits and removals are followed over REST. @default 100 */
  readonly windowMessages: number;
  /** Messages that a timeline remembers; beyond that the oldest is forgotten. @default 300 */
  readonly messagesMax: number;
  /** Removed messages that a timeline remembers; beyond that the oldest is forgotten. @default 200 */
  readonly tombstonesMax: number;
  /** Messages that are read back to close a gap; who is further behind gets Resync. @default 300 */
  readonly backlogMax: number;
  /** How long a message that came out of order waits for those before it, in milliseconds, until they are read. @default 250 */
  readonly gapWaitMs: number;
  /** How long a timeline without subscribers is kept for those who come back, in milliseconds. @default 30_000 */
  readonly lingerMs: number;
  /** How long the webhook of a write of our own may take, in milliseconds. @default 5_000 */
  readonly echoWithinMs: number;
  /** The longest pause between two attempts to read from an upstream that fails, in milliseconds. @default 15_000 */
  readonly retryPauseMaxMs: number;
}

/** The limits that a gateway has. */
export const timelineLimits: TimelineLimits = {
  windowMessages: 100,
  messagesMax: 300,
  tombstonesMax: 200,
  backlogMax: 300,
  gapWaitMs: 250,
  lingerMs: 30_000,
  echoWithinMs: 5_000,
  retryPauseMaxMs: 15_000,
};
