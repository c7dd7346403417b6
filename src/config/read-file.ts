import { readFileSync, statSync } from 'node:fs';

/** The text of a file, or why there is none, as the end of a sentence that begins with the file's name. */
export type FileReading =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly reason: string };

/** A larger file was hardly meant, in bytes. */
const fileBytesMax = 8_388_608;

/** Reads a file that the configuration names. Never throws: what is wrong is told together with all other faults. */
export function readFile(path: string): FileReading {
  try {
    if (statSync(path).size > fileBytesMax)
      return { ok: false, reason: `has more than ${fileBytesMax} bytes` };
    return { ok: true, text: readFileSync(path, 'utf8') };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    return { ok: false, reason: reasons[code] ?? `cannot be read (${code})` };
  }
}

/** A secret from a file: what tools put behind it, one line break, is no part of it. */
export function readSecretFile(path: string): FileReading {
  const reading = readFile(path);
  if (!reading.ok) return reading;
  const text = reading.text.replace(/\r?\n$/, '');
  return text === '' ? { ok: false, reason: 'is empty' } : { ok: true, text };
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  EACCES: 'may not be read by this user',
  EISDIR: 'is a folder',
};
