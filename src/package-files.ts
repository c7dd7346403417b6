/**
 * Where a file lies that comes with the package beside its code.
 * @param path from the package's folder on, such as `schema/generated/schema.graphql`
 */
export function packageFile(path: string): URL {
  // This file lies directly in src/, and what is built of it directly in dist/.
  return new URL(`../${path}`, import.meta.url);
}
