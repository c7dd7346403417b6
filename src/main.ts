#!/usr/bin/env node
import { exitCodes } from './cli/command.ts';
import { run } from './cli/run.ts';

// Whoever reads the results may have read enough, as head does: then there is nobody to tell them, or a fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(exitCodes.failed);
});

process.exitCode = await run(process.argv.slice(2));
