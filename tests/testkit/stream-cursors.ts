/** The scope of a cursor of a stream or of an inbox, which names the process and the moment that made it; null for any other text. */
export function scopeOfStreamCursor(text: string): string | null {
  if (!/^[\w-]{30,}$/.test(text)) return null;
  const [, scope] =
    /^\[1,"((?:events|inbox)[^"]*)"/.exec(Buffer.from(text, 'base64url').subarray(16).toString()) ?? [];
  return scope ?? null;
}
