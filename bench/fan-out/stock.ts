import { existsSync } from 'node:fs';

const folder = 'bench/peers/graphql-ws';

/** The server of stock graphql-ws, a package of its own that is installed only for the comparison. */
export const stockFile = `${folder}/server.mjs`;

/** @throws {Error} saying how to install it. */
export function requireStock(): void {
  if (existsSync(new URL(`../../${folder}/node_modules`, import.meta.url))) return;
  throw new Error(`Stock graphql-ws is not installed: npm install --prefix ${folder}`);
}
