/*
 * The beginning of hl.mjs: FIRST, main.js and what it imports, and how the rest is found. PARTS: by name, in which block a part is,
 * from where on, how long. BLOCKS: where each is in this file, in bytes from BASE on, how long, and how long unpacked, which is one
 * step when it is known.
 *
 * Node's own modules are asked for when a part that wants them is run, not imported: to import `fs` loads streams and promises, which
 * an answer at once does without.
 */
if (!process.getBuiltinModule) {
  console.error(`hl needs Node 20.19 or newer of 20, or 22.12 or newer; this is ${process.version}`);
  process.exit(2);
}
const { filename, dirname } = import.meta;
const own = (name) => process.getBuiltinModule(`node:${name}`);
const [loaded, opened] = [new Map(), new Map()];
let file;

function textOf([block, from, size]) {
  if (!opened.has(block)) {
    const { openSync, readSync } = own('fs');
    // Held open: what takes the place of this file meanwhile has other parts.
    file ??= openSync(filename);
    const [at, packed, length] = BLOCKS[block];
    const bytes = Buffer.allocUnsafe(packed);
    readSync(file, bytes, 0, packed, BASE + at);
    opened.set(
      block,
      own('zlib')
        .brotliDecompressSync(Buffer.from(bytes.latin1Slice(), 'base64'), { chunkSize: length + 64 })
        .latin1Slice(),
    );
  }
  return opened.get(block).slice(from, from + size);
}

const first = FIRST;

/** What esbuild makes modules with. For it a module is another object than what `require` gives; here it is the same one. */
function exportAll(exports, all) {
  for (const [key, get] of Object.entries(all)) Object.defineProperty(exports, key, { get, enumerable: true });
}
const marked = (exports) => Object.defineProperty(exports, '__esModule', { value: true });
const imported = (exports) => (exports.__esModule ? exports : Object.create(exports, { default: { value: exports } }));

function load(name) {
  if (!Object.hasOwn(PARTS, name) && !Object.hasOwn(first, name))
    return process.getBuiltinModule(name) ?? own('module').createRequire(filename)(name);
  const known = loaded.get(name);
  if (known) return known.exports;
  const module = { exports: {} };
  loaded.set(name, module);
  (first[name] ?? compiled(name))(module.exports, load, module, filename, dirname, exportAll, marked, imported);
  return module.exports;
}

const compiled = (name) =>
  new (own('vm').Script)(`(${textOf(PARTS[name])})`, { filename: `${filename}/${name.slice(2)}` }).runInThisContext();

const { main } = load('./main.js');
process.exitCode = await main(process.argv.slice(2));
// A keep-alive connection that a system holds open must not hold the command up.
setTimeout(() => process.exit(), 500).unref();
