// Builds the web app into dist/web: hashed files that a browser may keep for ever, each also compressed, so that
// the server compresses nothing while it serves.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** Stands in the built index.html where src/api/web-app.ts puts the nonce of each answer. */
const noncePlace = '__SEGUE_NONCE__';

export default defineConfig({
  root: 'web',
  plugins: [react(), compressed()],
  html: { cspNonce: noncePlace },
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    manifest: true,
    target: 'es2022',
    // A data: address would need a hole in the content security policy.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 900,
  },
  server: { proxy: { '/api': 'http://127.0.0.1:8420' } },
});

function compressed(): Plugin {
  let folder = '';
  return {
    name: 'segue-compressed',
    apply: 'build',
    configResolved(config) {
      folder = join(config.root, config.build.outDir);
      if (config.build.outDir.startsWith('/')) folder = config.build.outDir;
    },
    closeBundle() {
      const assets = join(folder, 'assets');
      // A build that failed is closed as well, and its own error is what must be seen.
      if (!existsSync(assets)) return;
      for (const name of readdirSync(assets)) {
        if (!/\.(js|css|svg)$/.test(name)) continue;
        const bytes = readFileSync(join(assets, name));
        writeFileSync(join(assets, `${name}.gz`), gzipSync(bytes, { level: 9 }));
        writeFileSync(join(assets, `${name}.br`), brotliCompressSync(bytes));
      }
    },
  };
}
