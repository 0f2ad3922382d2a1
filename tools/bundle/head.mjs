/* The beginning of hl.mjs. PARTS: where each part is, by name, from BASE on, in bytes. */
import { openSync, readSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Script } from 'node:vm';

const { filename, dirname } = import.meta;
const elsewhere = createRequire(filename);
// Held open: what takes the place of this file meanwhile has other parts.
const file = openSync(filename);
const loaded = new Map();

function load(name) {
  if (!Object.hasOwn(PARTS, name)) return elsewhere(name);
  const known = loaded.get(name);
  if (known) return known.exports;
  const [from, length] = PARTS[name];
  const bytes = Buffer.allocUnsafe(length);
  readSync(file, bytes, 0, length, BASE + from);
  const code = bytes.latin1Slice().replaceAll(HIDDEN, '*/');
  const module = { exports: {} };
  loaded.set(name, module);
  const script = new Script(`(function(exports,require,module,__filename,__dirname){${code}})`, {
    filename: `${filename}/${name.slice(2)}`,
  });
  script.runInThisContext()(module.exports, load, module, filename, dirname);
  return module.exports;
}

const { main } = load('./main.js');
process.exitCode = await main(process.argv.slice(2));
// A keep-alive connection that a system holds open must not hold the command up.
setTimeout(() => process.exit(), 500).unref();
