import { defineConfig } from 'vite';

/**
 * Builds the page in `web/` to `dist/web`, which the server serves at its root.
 *
 * `npx vite build` for the product; `npx vite` for work on the page, with the API of a running
 * server behind it (`SIZHI_URL`, http://127.0.0.1:3000 by default).
 */
const api = process.env.SIZHI_URL ?? 'http://127.0.0.1:3000';

export default defineConfig({
  root: 'web',
  // Relative addresses, so that the page also works below a path of a reverse proxy.
  base: './',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  // MapLibre starts its worker as a module.
  worker: { format: 'es' },
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    target: 'es2022',
    sourcemap: false,
    // The map library is one chunk of about 1 MB, loaded after the shell has been drawn.
    chunkSizeWarningLimit: 1300,
    // Small assets as files: nothing is inlined, so the policy of the page stays strict.
    assetsInlineLimit: 0,
  },
  server: {
    proxy: Object.fromEntries(
      ['/collections', '/audits', '/healthz'].map((path) => [path, { target: api }]),
    ),
  },
});
