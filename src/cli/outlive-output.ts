/**
 * Lets a process that is there to go on do so where what it prints cannot be written, because the disk is full or nobody reads any more:
 * without a listener the error of a stream would end it. Commands that print a result do not call this, so that they fail.
 */
export function outliveOutput(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', ignore);
}

function ignore(): void {}
