import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serviceFile, siteFile } from './files.mjs';
import { gitIn } from './git.mjs';

/**
 * A repository in a temporary folder with three commits: `first` with all files, `one` with one of them changed, `all` with all of them
 * changed; checked out is the last.
 */
export function history(files, ledger) {
  const cwd = mkdtempSync(join(tmpdir(), 'hl-bench-'));
  const git = gitIn(cwd);
  const all = (version) => Array.from({ length: files }, (_, n) => serviceFile(n, version));
  const stream = [
    commit('first', [{ path: 'hl.yml', text: siteFile(ledger) }, { path: '.gitignore', text: '.hl/\n' }, ...all(1)]),
    commit('one', [serviceFile(Math.floor(files / 2), 2)]),
    commit('all', all(3)),
  ];
  git(['init', '-q', '-b', 'main']);
  git(['fast-import', '--quiet'], stream.join(''));
  git(['reset', '-q', '--hard', 'main']);
  const [last, one, first] = git(['rev-list', 'main']).split('\n');
  return { cwd, first, one, all: last, remove: () => rmSync(cwd, { recursive: true, force: true }) };
}

const data = (text) => `data ${Buffer.byteLength(text)}\n${text}\n`;

const commit = (message, files) =>
  `commit refs/heads/main\ncommitter bench <bench@example.org> 1700000000 +0000\n${data(message)}${files
    .map(({ path, text }) => `M 100644 inline ${path}\n${data(text)}`)
    .join('')}\n`;
