#!/usr/bin/env node
if (!process.getBuiltinModule) {
  console.error(`hl needs Node 20.19 or newer of 20, or 22.12 or newer; this is ${process.version}`);
  process.exit(2);
}
// Asked for, not imported: to import them loads streams and promises, which `hl --help` does without.
const { existsSync } = process.getBuiltinModule('node:fs');
process.getBuiltinModule('node:module').enableCompileCache?.();

const main = new URL('../dist/main.js', import.meta.url);
const build = new URL('../../../tools/start.mjs', import.meta.url);

// In a checkout that was only installed, the first call builds; a published package has its dist.
if (!existsSync(main) && existsSync(build)) {
  const { spawnSync } = await import('node:child_process');
  const { fileURLToPath } = await import('node:url');
  const { status } = spawnSync(process.execPath, [fileURLToPath(build), 'build', '--quiet'], { stdio: ['ignore', 2, 2] });
  if (status !== 0) process.exit(70);
}

const { main: run } = await import(main.href);
process.exitCode = await run(process.argv.slice(2));
// A keep-alive connection that a system holds open must not hold the command up.
setTimeout(() => process.exit(), 500).unref();
