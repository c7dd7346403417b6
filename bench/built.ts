/**
 * Imports a file of `src/` compiled as what is shipped is, from `built/`, where each has a file of its own. What a benchmark runs by way of
 * tsx instead gives every function its name anew each time it is made, and nobody else pays for that.
 * @param file its path below `src/`, such as `upstream/twilio-api.ts`; its type is that of the file
 */
export async function importBuilt<Module>(file: string): Promise<Module> {
  return (await import(new URL(`../built/${file.replace(/\.ts$/, '.js')}`, import.meta.url).href)) as Module;
}
