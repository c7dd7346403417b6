/** Options that may still be wrong, as they were read: objects within objects. */
export interface OptionTree {
  [name: string]: unknown;
}

/** Puts a value at a path of dotted names, and objects on the way to it. */
export function placeOption(tree: OptionTree, path: string, value: unknown): void {
  const [first = '', ...rest] = path.split('.');
  if (rest.length === 0) {
    tree[first] = value;
    return;
  }
  const branch: OptionTree = { ...asTree(tree[first]) };
  tree[first] = branch;
  placeOption(branch, rest.join('.'), value);
}

/** Takes the value at a path of dotted names away, if there is one. */
export function removeOption(tree: OptionTree, path: string): void {
  const [first = '', ...rest] = path.split('.');
  const inner = tree[first];
  if (rest.length === 0) delete tree[first];
  else if (isTree(inner)) removeOption(inner, rest.join('.'));
}

/** The second tree over the first: objects are merged, everything else of the second replaces what the first has. */
export function overlayOptions(below: OptionTree, above: OptionTree): OptionTree {
  const merged: OptionTree = { ...below };
  for (const [name, value] of Object.entries(above)) {
    const beneath = merged[name];
    merged[name] = isTree(beneath) && isTree(value) ? overlayOptions(beneath, value) : value;
  }
  return merged;
}

/** Whether a value is an object of named values. */
export function isTree(value: unknown): value is OptionTree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function asTree(value: unknown): OptionTree {
  return isTree(value) ? value : {};
}
