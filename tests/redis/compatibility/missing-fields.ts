/**
 * What `old` has and `now` has not, or has as something else, as paths: the rule by which an older version can read what a newer one
 * writes. Only shapes count; text that is JSON is looked into.
 */
export function missingFields(old: unknown, now: unknown, path = ''): readonly string[] {
  const [before, after] = [unpack(old), unpack(now)];
  if (kindOf(before) !== kindOf(after)) return [`${path}: ${kindOf(before)} became ${kindOf(after)}`];
  if (typeof before !== 'object' || before === null) return [];
  return Object.entries(before).flatMap(([name, value]) => {
    const place = `${path}/${name}`;
    if (!Object.hasOwn(after as object, name)) return [`${place}: is gone`];
    return missingFields(value, Reflect.get(after as object, name), place);
  });
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'list' : typeof value;
}

function unpack(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const json = value.slice(value.indexOf('{'));
  if (!json.endsWith('}')) return value;
  try {
    return JSON.parse(json);
  } catch {
    return value;
  }
}
