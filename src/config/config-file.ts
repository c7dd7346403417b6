import type { Fault } from './faults.ts';
import { isTree, type OptionTree } from './option-tree.ts';
import { readFile } from './read-file.ts';

/** What a config file says, or what is wrong with the file itself. */
export type ConfigFileReading =
  | { readonly ok: true; readonly tree: OptionTree }
  | { readonly ok: false; readonly fault: Fault };

/** Reads a JSON file that holds the options of a gateway, nested as in `GatewayOptions`. What it holds is checked with all the rest. */
export function readConfigFile(path: string): ConfigFileReading {
  const reading = readFile(path);
  if (!reading.ok) return refuse(`The config file ${path} ${reading.reason}.`);
  try {
    const tree: unknown = JSON.parse(reading.text);
    if (isTree(tree)) return { ok: true, tree };
  } catch {
    // What the parser says would repeat a part of the file, and there may be a secret in it.
    return refuse(`The config file ${path} is not valid JSON.`);
  }
  return refuse(`The config file ${path} has to hold an object, such as {"port": 4000}.`);
}

function refuse(sentence: string): ConfigFileReading {
  return { ok: false, fault: { sentence, isMissing: false } };
}
