/** Whether a host is the machine itself, whatever the network. */
function isLoopbackHost(hostname: string): boolean {
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '[::1]' ||
    /^127\.\d+\.\d+\.\d+$/.test(hostname)
  );
}

/** Whether a text is an absolute http or https URL that leads to the machine itself. */
export function isLoopbackUrl(text: string): boolean {
  const url = parseHttpUrl(text);
  return url !== undefined && isLoopbackHost(url.hostname);
}

/** Whether a text is an absolute https URL, or an http one that does not leave the machine. */
export function isSafeUrl(text: string): boolean {
  const url = parseHttpUrl(text);
  return url !== undefined && (url.protocol === 'https:' || isLoopbackHost(url.hostname));
}

/** Whether a text is scheme, host and possibly port of an http or https URL, with at most a slash behind. */
export function isOrigin(text: string): boolean {
  const url = parseHttpUrl(text);
  return url !== undefined && url.username === '' && /^https?:\/\/[^/?#@]+\/?$/i.test(text);
}

/** Whether a text is an absolute URL of a Redis server, of whose path only the number of a database may be there. */
export function isRedisUrl(text: string): boolean {
  if (text !== text.trim() || !URL.canParse(text)) return false;
  const { protocol, hostname, pathname, username, password } = new URL(text);
  return (
    (protocol === 'redis:' || protocol === 'rediss:') &&
    hostname !== '' &&
    /^(\/\d*)?$/.test(pathname) &&
    isDecodable(username) &&
    isDecodable(password)
  );
}

function parseHttpUrl(text: string): URL | undefined {
  if (text !== text.trim() || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  return url.protocol === 'http:' || url.protocol === 'https:' ? url : undefined;
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
