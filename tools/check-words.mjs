/**
 * Fails where a line of ours says what none may say. Which files: all text files below the folder given, by default the repository.
 *
 *   node tools/check-words.mjs [folder]
 */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = process.argv[2] ?? dirname(dirname(fileURLToPath(import.meta.url)));

const rules = [
  {
    // As text or as a list of arguments; `\\\n` continues a line of shell.
    said: /\b(?:npx|bunx|(?:npm|pnpm|yarn)[\s'",]+(?:exec|dlx|x))(?<flags>(?:[\s'",\\]+--?[\w=./@-]*)*)[\s'",[\\]+hl(?![\w/-]|\.\w)/g,
    allowed: ({ flags = '' }) => flags.includes('--no-install'),
    instead:
      "`npx --no-install hl` (or `hl` in a hint): where hl is not installed, npx fetches a stranger's package of that name and runs it",
  },
];

const made = new Set(['node_modules', 'dist', 'out-tsc', 'coverage', 'test-output']);

function* filesIn(at) {
  for (const entry of readdirSync(at, { withFileTypes: true })) {
    const path = join(at, entry.name);
    if (entry.isDirectory()) {
      const hidden = entry.name.startsWith('.') && !['.gitlab', '.github', '.ci'].includes(entry.name);
      if (!hidden && !made.has(entry.name)) yield* filesIn(path);
    } else if (entry.isFile() && entry.name !== 'package-lock.json') yield path;
  }
}

let problems = 0;
for (const path of filesIn(folder)) {
  const text = readFileSync(path, 'utf8');
  for (const { said, allowed, instead } of rules) {
    for (const found of text.matchAll(said)) {
      if (allowed(found.groups ?? {})) continue;
      problems += 1;
      const line = text.slice(0, found.index).split('\n').length;
      console.error(`${relative(folder, path)}:${line}: "${found[0]}". Say ${instead}.`);
    }
  }
}
process.exitCode = problems > 0 ? 1 : 0;
