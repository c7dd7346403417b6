/**
 * How rolldown makes the JavaScript of the package, for `.ci/build-targets.mjs`: a start that has to find, open and link three hundred
 * small files takes longer for that than for running them. Dependencies stay what users install, save for one.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'rolldown';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Files of their own in src/, which the exports and the command of package.json name. */
const entryPoints = ['main', 'index', 'emulator/index', 'client/index'];

const everyModule = readdirSync(`${root}/src`, { recursive: true })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.slice(0, -'.ts'.length));

/**
 * What is put into the package: whoever imports zod loads it in fifty languages, a tenth of a start. What is used of it becomes a file of
 * its own.
 */
const inlined = 'zod';

/** Tells the version and the licence of what is inlined, beside it. */
const tellLicence = {
  name: 'tell-licence',
  generateBundle() {
    const folder = `${root}/node_modules/${inlined}`;
    const { version } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
    const licence = readFileSync(`${folder}/LICENSE`, 'utf8');
    const source = `${inlined}.js is a part of ${inlined} ${version}.\n\n${licence}`;
    this.emitFile({ type: 'asset', fileName: `${inlined}.licence.txt`, source });
  },
};

const isPackage = (id) => !isBuiltin(id) && /^[@a-z]/.test(id);

/** @param modules those that others import, by their path in src/ */
const inputOf = (modules) => ({
  cwd: root,
  platform: 'node',
  input: Object.fromEntries(modules.map((module) => [module, `src/${module}.ts`])),
});

const output = {
  entryFileNames: '[name].js',
  // Beside the entry points: from there src/package-files.ts finds its way.
  chunkFileNames: '[name].js',
  comments: { jsdoc: false },
  sourcemap: true,
};

export default defineConfig([
  {
    ...inputOf(entryPoints),
    external: (id) => isPackage(id) && id !== inlined,
    plugins: [tellLicence],
    output: {
      ...output,
      dir: 'dist',
      codeSplitting: { groups: [{ name: inlined, test: new RegExp(`/node_modules/${inlined}/`) }] },
    },
  },
  // What is not shipped by itself, for the benchmarks that measure a part alone.
  {
    ...inputOf(everyModule),
    external: isPackage,
    output: { ...output, dir: 'built', preserveModules: true, preserveModulesRoot: 'src' },
  },
]);
