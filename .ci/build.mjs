/** `npm run build` builds everything, with --if-needed what is not built; --check only says by its exit code whether all is. */
import { build, isBuilt } from './build-targets.mjs';

const isWell = process.argv.includes('--check')
  ? await isBuilt()
  : await build({ onlyIfNeeded: process.argv.includes('--if-needed') });
process.exitCode = isWell ? 0 : 1;
