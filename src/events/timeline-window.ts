/** Which messages somebody has, up to an index, and in which version: small enough to travel in a cursor. */
export interface WindowMark {
  /** The lowest index of which the mark tells. */
  readonly low: number;
  /** One bit for each index from `low` on: whether there is a message. */
  readonly present: Uint8Array;
  /** For each block of 16 indexes from that of `low` on, the sum of its messages' fingerprints modulo 2^32. */
  readonly sums: Uint32Array;
}

/** A message in a window. */
export interface WindowMessage {
  readonly index: number;
  readonly fingerprint: number;
}

/** What has changed for somebody who holds what a mark tells. */
export interface WindowDifference {
  /** Indexes that the mark has a message at, where there is none any more. */
  readonly removed: readonly number[];
  /** Indexes of messages that may be other than the mark has them: all messages of each block that differs. */
  readonly changed: readonly number[];
}

/** Indexes of one block: what is told again where one message of a block changed. */
const blockIndexes = 16;

/** Indexes of which a mark can tell; where a conversation skips more, the mark tells of its newest part only. */
export const windowIndexesMax = 512;

/**
 * @param messages of one conversation, by rising index, complete from `low` to `top`
 */
export function markWindow(
  messages: readonly WindowMessage[],
  range: { readonly low: number; readonly top: number },
): WindowMark {
  const low = Math.max(range.low, range.top - windowIndexesMax + 1, 0);
  const length = Math.max(0, range.top - low + 1);
  const present = new Uint8Array(Math.ceil(length / 8));
  const firstBlock = blockOf(low);
  const sums = new Uint32Array(length === 0 ? 0 : blockOf(range.top) - firstBlock + 1);
  for (const { index, fingerprint } of messages) {
    if (index < low || index > range.top) continue;
    const bit = index - low;
    present[bit >> 3] = (present[bit >> 3] ?? 0) | (1 << (bit & 7));
    add(sums, blockOf(index) - firstBlock, fingerprint);
  }
  return { low, present, sums };
}

/** Leaves of a mark what it tells of the newest messages: two blocks, so at least 17 indexes where it has as many. */
export function narrowMark(mark: WindowMark): WindowMark {
  const firstBlock = blockOf(mark.low);
  const dropped = mark.sums.length - 2;
  if (dropped <= 0) return mark;
  const low = (firstBlock + dropped) * blockIndexes;
  const present = new Uint8Array(Math.max(0, mark.present.length * 8 - (low - mark.low) + 7) >> 3);
  for (const index of indexesOf(mark)) {
    const bit = index - low;
    if (bit >= 0) present[bit >> 3] = (present[bit >> 3] ?? 0) | (1 << (bit & 7));
  }
  return { low, present, sums: mark.sums.slice(dropped) };
}

/**
 * The mark of somebody who is being told of messages in versions that may be others than the mark has, and older ones too: it differs from
 * whatever there is in their blocks, so that who comes back with it is told these again.
 */
export function doubtMark(mark: WindowMark, indexes: Iterable<number>): WindowMark {
  const firstBlock = blockOf(mark.low);
  const blocks = new Set(Array.from(indexes, (index) => blockOf(index) - firstBlock));
  return { ...mark, sums: mark.sums.map((sum, block) => (blocks.has(block) ? sum + doubt : sum)) };
}

/** Not its own inverse: what is doubted again stays in doubt. */
const doubt = 0x9e37_79b9;

/** What there is now, or was at some time. */
export interface WindowState {
  /** By rising index, complete from `low` to `top`; what lies outside is not compared. */
  readonly messages: readonly WindowMessage[];
  readonly low: number;
  readonly top: number;
}

/** A change of a message: its fingerprints before and after, null where there was no message. */
export interface WindowChange {
  readonly index: number;
  readonly before: number | null;
  readonly after: number | null;
}

/** Compares what somebody had with what there is: exact in what was removed, and by blocks in what was changed. */
export function compareWindow(mark: WindowMark, now: WindowState): WindowDifference {
  const low = Math.max(mark.low, now.low);
  const held = new Set(indexesOf(mark).filter((index) => index >= low && index <= now.top));
  const messages = now.messages.filter(({ index }) => index >= low && index <= now.top);
  const there = new Set(messages.map(({ index }) => index));

  const firstBlock = blockOf(mark.low);
  const sums = new Uint32Array(mark.sums.length);
  for (const { index, fingerprint } of messages)
    if (held.has(index)) add(sums, blockOf(index) - firstBlock, fingerprint);
  const isOther = (index: number) => {
    const block = blockOf(index) - firstBlock;
    return !held.has(index) || sums[block] !== mark.sums[block];
  };
  return {
    removed: [...held].filter((index) => !there.has(index)),
    changed: [...there].filter(isOther),
  };
}

/**
 * Undoes the newest changes one by one until what is left is what somebody had: then exactly these have happened since.
 * @param changes oldest first
 * @returns null when somebody had what never was here
 */
export function changesSince(
  mark: WindowMark,
  now: WindowState,
  changes: readonly WindowChange[],
): WindowDifference | null {
  if (now.low > mark.low) return null;
  const range = { low: mark.low, top: now.top };
  const current = markWindow(now.messages, range);
  if (current.low !== mark.low || current.sums.length !== mark.sums.length) return null;
  const firstBlock = blockOf(mark.low);
  const { present, sums } = current;
  const undone = new Set<number>();
  for (let place = changes.length; !isEqual(current, mark); place -= 1) {
    const change = changes[place - 1];
    if (!change) return null;
    const { index, before, after } = change;
    if (index < range.low || index > range.top) continue;
    undone.add(index);
    const block = blockOf(index) - firstBlock;
    if (after !== null) add(sums, block, -after);
    if (before !== null) add(sums, block, before);
    const bit = index - mark.low;
    const others = (present[bit >> 3] ?? 0) & ~(1 << (bit & 7));
    present[bit >> 3] = before === null ? others : others | (1 << (bit & 7));
  }
  const there = new Set(now.messages.map(({ index }) => index));
  const held = new Set(indexesOf(mark));
  return {
    removed: [...undone].filter((index) => held.has(index) && !there.has(index)),
    changed: [...undone].filter((index) => there.has(index)),
  };
}

/** The highest index at which the mark has a message; -1 for none. */
export function highestIndexOf(mark: WindowMark): number {
  return indexesOf(mark).at(-1) ?? -1;
}

function isEqual(one: WindowMark, other: WindowMark): boolean {
  return (
    one.sums.every((sum, place) => sum === other.sums[place]) &&
    one.present.every((bits, place) => bits === other.present[place])
  );
}

function indexesOf({ low, present }: WindowMark): readonly number[] {
  const indexes: number[] = [];
  for (const [byte, bits] of present.entries()) {
    for (let bit = 0; bit < 8; bit += 1) if (bits & (1 << bit)) indexes.push(low + byte * 8 + bit);
  }
  return indexes;
}

function blockOf(index: number): number {
  return Math.floor(index / blockIndexes);
}

/** A typed array takes the sum modulo 2^32 by itself; the remainder first keeps it exact. */
function add(sums: Uint32Array, block: number, fingerprint: number): void {
  sums[block] = (sums[block] ?? 0) + (fingerprint % 0x1_0000_0000);
}
