import type { EnvironmentVariable } from './environment-variable.ts';
import { type Limit, limitTable } from './limits.ts';

/** The environment variable of each limit: `LIMITS_OPERATION_DEPTH_MAX` sets `limits.operation.depthMax`. */
export const limitVariables: readonly EnvironmentVariable[] = Object.entries(limitTable).flatMap(
  ([group, limits]) =>
    Object.entries<Limit>(limits).map(([name, limit]): EnvironmentVariable => ({
      name: ['limits', group, name].map(upperWords).join('_'),
      option: `limits.${group}.${name}`,
      kind: 'integer',
      default: String(limit.default),
      isSecret: false,
      description: limit.description.replaceAll('`', ''),
    })),
);

/** `bodyBytesMax` as `BODY_BYTES_MAX`. */
function upperWords(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
}
