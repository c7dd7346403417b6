import type { Source } from './source.ts';

/** Where strangers put something in. */
export interface Door {
  readonly name: string;
  open(): Promise<OpenDoor>;
}

/** A door with something behind it. */
export interface OpenDoor {
  /** How many inputs may be on their way at once. */
  readonly atOnce: number;
  /**
   * Puts in what the source makes, and looks at what comes back.
   * @returns what became of it, in a word
   * @throws {Violation} when it was answered as nothing may be answered.
   */
  try(source: Source): Promise<string>;
  /** Takes everything away, and says what was left behind that should not have been. */
  close(): Promise<readonly string[]>;
}

/** An answer that nothing may be answered with. */
export class Violation extends Error {
  override readonly name = 'Violation';
}

/** What no answer may hold: words of programs, of machines and of secrets. */
const unmasked =
  /node_modules|\/src\/|\.ts:\d|\bat [\w.<>]+ \(|TypeError|RangeError|ReferenceError|Cannot read prop|is not a function|ECONN|127\.0\.0\.1:\d|Basic [A-Za-z0-9+/=]{16}/;

/** @throws {Violation} for an answer that tells of the inside, or of a bug. */
export function requireMasked(answer: string, secrets: readonly string[]): void {
  if (answer.includes('INTERNAL_SERVER_ERROR')) throw new Violation(`It found a bug: ${answer}`);
  const secret = secrets.find((each) => answer.includes(each));
  if (secret !== undefined) throw new Violation(`A secret got out: ${answer}`);
  // What a client sends may come back to it in a complaint; only the gateway's own words are looked at.
  const own = answer.replaceAll(
    /"[^"]*(invalid value|Unexpected|Cannot query|Syntax Error|Unknown)[^"]*"/g,
    '',
  );
  if (unmasked.test(own)) throw new Violation(`An error got out unmasked: ${answer}`);
}
