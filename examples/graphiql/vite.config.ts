import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const fromHere = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** GraphiQL as the gateway serves it below `/graphiql/`: editor, workers and fonts bundled, nothing from elsewhere. */
export default defineConfig({
  root: fromHere('.'),
  base: '/graphiql/',
  // GraphiQL's toolkit asks this of Node; in a browser there is no `process`.
  define: { 'process.env.USE_IMPORT': '"true"' },
  worker: { format: 'es' },
  build: {
    outDir: fromHere('../../dist/web/graphiql'),
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // Monaco is what it is.
    chunkSizeWarningLimit: 4_000,
    rolldownOptions: {
      onLog(level, log, write) {
        // Notes for servers that render React, of which there is none.
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') write(level, log);
      },
    },
  },
  server: {
    proxy: {
      '/graphql': { target: 'http://localhost:4000', ws: true },
      '/demo': 'http://localhost:4000',
    },
  },
});
