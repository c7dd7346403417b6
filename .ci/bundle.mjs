/**
 * How rolldown makes the JavaScript of the package, for `.ci/build-targets.mjs`: a start that has to find, open and link three hundred
 * small files takes longer for that than for running them. Dependencies stay what users install.
 */
import { readdirSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'rolldown';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Files of their own in src/, which the exports and the command of package.json name. */
const entryPoints = ['main', 'index', 'emulator/index', 'client/index'];

const everyModule = readdirSync(`${root}/src`, { recursive: true })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.slice(0, -'.ts'.length));

/** @param modules those that others import, by their path in src/ */
const inFolder = (folder, modules, output) => ({
  cwd: root,
  input: Object.fromEntries(modules.map((module) => [module, `src/${module}.ts`])),
  platform: 'node',
  external: (id) => isBuiltin(id) || /^[@a-z]/.test(id),
  output: {
    dir: folder,
    entryFileNames: '[name].js',
    // Beside the entry points: from there src/package-files.ts finds its way.
    chunkFileNames: '[name].js',
    comments: { jsdoc: false },
    sourcemap: true,
    ...output,
  },
});

export default defineConfig([
  inFolder('dist', entryPoints),
  // What is not shipped by itself, for the benchmarks that measure a part alone.
  inFolder('built', everyModule, { preserveModules: true, preserveModulesRoot: 'src' }),
]);
