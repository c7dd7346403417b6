/**
 * Lets a process that is there to go on do so where what it prints cannot be written, because the disk is full or nobody reads any more.
 * It takes the place of what ends commands that print a result, which are to fail then.
 */
export function outliveOutput(): void {
  for (const stream of [process.stdout, process.stderr])
    stream.removeAllListeners('error').on('error', ignore);
}

function ignore(): void {}
