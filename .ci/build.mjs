/** `npm run build` builds everything, with --if-needed what is not built. */
import { build } from './build-targets.mjs';

const isBuilt = await build({ onlyIfNeeded: process.argv.includes('--if-needed') });
process.exitCode = isBuilt ? 0 : 1;
