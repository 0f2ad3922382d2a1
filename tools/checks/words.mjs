import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesIn } from './files.mjs';

const rules = [
  {
    // As text or as a list of arguments; `\\\n` continues a line of shell.
    said: /\b(?:npx|bunx|(?:npm|pnpm|yarn)[\s'",]+(?:exec|dlx|x))(?<flags>(?:[\s'",\\]+--?[\w=./@-]*)*)[\s'",[\\]+hl(?![\w/-]|\.\w)/g,
    allowed: ({ flags = '' }) => flags.includes('--no-install'),
    instead:
      "`npx --no-install hl` (or `hl` in a hint): where hl is not installed, npx fetches a stranger's package of that name and runs it",
  },
];

/** Lines that say what none of ours may say. */
export const words = (root) =>
  filesIn(root)
    .filter((path) => path !== 'package-lock.json')
    .flatMap((path) => {
      const text = readFileSync(join(root, path), 'utf8');
      return rules.flatMap(({ said, allowed, instead }) =>
        [...text.matchAll(said)]
          .filter(({ groups = {} }) => !allowed(groups))
          .map(({ 0: found, index }) => `${path}:${text.slice(0, index).split('\n').length}: "${found}". Say ${instead}.`),
      );
    });
