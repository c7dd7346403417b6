/** Puts a token into the text of the headers editor; what else is written there stays. */
export function withToken(headersText: string, token: string): string {
  const headers = parsed(headersText);
  const others = Object.entries(headers).filter(([name]) => name.toLowerCase() !== 'authorization');
  return JSON.stringify({ authorization: `Bearer ${token}`, ...Object.fromEntries(others) }, null, 2);
}

/** The token that the text of the headers editor holds; null without one. */
export function tokenIn(headersText: string): string | null {
  const authorization = Object.entries(parsed(headersText)).find(
    ([name]) => name.toLowerCase() === 'authorization',
  );
  const value = authorization?.[1];
  return typeof value === 'string' ? value.replace(/^Bearer /, '') : null;
}

function parsed(headersText: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(headersText);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    // Half written: what is there now cannot be kept.
    return {};
  }
}
