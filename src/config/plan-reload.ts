import { isDeepStrictEqual } from 'node:util';
import { environmentVariables } from './environment.ts';
import { valueAt } from './faults.ts';
import { type OptionTree, placeOption, removeOption } from './option-tree.ts';
import { type ResolvedGatewayOptions, resolveTree } from './options.ts';

/** What new options mean for a gateway that runs. */
export interface ReloadPlan {
  /** The options from now on: the new ones where they can be taken over, the running ones elsewhere. */
  readonly options: ResolvedGatewayOptions;
  /** The options that changed and are taken over, as paths such as `auth.key.secret`. */
  readonly applied: readonly string[];
  /** The options that changed and stay as they are until a restart. */
  readonly needsRestart: readonly string[];
}

/**
 * Compares options with those of a running gateway.
 * @throws GatewayError `CONFIGURATION_INVALID` when what could be taken over does not fit what cannot: then a restart takes all of it.
 */
export function planReload(running: ResolvedGatewayOptions, wanted: ResolvedGatewayOptions): ReloadPlan {
  const applied: string[] = [];
  const needsRestart: string[] = [];
  const merged: OptionTree = { ...structuredClone(running) };
  for (const { option, isReloadable = false } of environmentVariables) {
    if (option === null) continue;
    const path = option.split('.');
    const value = valueAt(wanted, path);
    if (isDeepStrictEqual(value, valueAt(running, path))) continue;
    if (!isReloadable) {
      needsRestart.push(option);
      continue;
    }
    applied.push(option);
    if (value === undefined) removeOption(merged, option);
    else placeOption(merged, option, value);
  }
  return { options: resolveTree(merged), applied, needsRestart };
}
