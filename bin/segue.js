#!/usr/bin/env node
// Starts the built command line. Only what every Node understands stands here, so that an old one is told so.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`Segue needs Node 20.19 or later, and this is Node ${process.versions.node}.\n`);
  process.exit(1);
}
const { existsSync } = await import('node:fs');
const entry = new URL('../dist/src/cli/index.js', import.meta.url);
if (!existsSync(entry)) {
  process.stderr.write('Segue is not built yet. In a checkout, start it with: npm run segue -- <command>\n');
  process.exit(1);
}
const { main } = await import(entry.href);
await main(process.argv.slice(2), process.env);
