import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const fromHere = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The app as the gateway serves it: below `/`, without anything inline, so that a strict content security policy holds. */
export default defineConfig({
  root: fromHere('.'),
  base: '/',
  resolve: { alias: { 'twilio-conversations-graphql/client': fromHere('../../src/client/index.ts') } },
  build: {
    outDir: fromHere('../../dist/web/chat'),
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    proxy: {
      '/graphql': { target: 'http://localhost:4000', ws: true },
      '/demo': 'http://localhost:4000',
    },
  },
});
