import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { answer } from '../../../src/commands/completion/answer.js';
import { scripts } from '../../../src/commands/completion/scripts.js';
import { folder as made } from '../../support/folder.js';

const folder = made({
  'hl.yml': 'domain: example.org\nservices: apps\nhosts: { web: 192.0.2.1, "$(reboot)": 192.0.2.2 }\n',
  'apps/home/metube.yml': 'service: { name: metube }\n',
  'apps/.away.yml': 'service: { name: away }\n',
  'apps/broken.yml': '[',
});
mkdirSync(join(folder, 'sub'));

const asked = async (...words: string[]): Promise<string> => {
  const out: string[] = [];
  await answer(words, {
    env: {},
    here: join(folder, 'sub'),
    stdout: (text) => void out.push(text),
    stderr: () => {},
    color: false,
  });
  return out.join('');
};

test('names come from the files, from a folder below, too; what a shell would run does not', async () => {
  expect(await asked('status', '')).toBe('metube\n');
  expect(await asked('hosts', 'trust', '')).toBe('web\n');
  expect(await asked('import', '')).toBe(':files\n');
  rmSync(join(folder, 'hl.yml'));
  expect(await asked('status', '')).toBe('');
});

/** What bash has after a press of the tab key: the script's function is called as readline calls it. */
function bash(typed: readonly string[], answers: string): string[] {
  const hl = join(folder, 'hl');
  writeFileSync(hl, `#!/bin/sh\nprintf '%s|' "$@" > ${folder}/asked\ncat ${folder}/answers\n`);
  writeFileSync(join(folder, 'answers'), answers);
  chmodSync(hl, 0o755);
  const words = [hl, ...typed].map((word) => `'${word}'`).join(' ');
  const press = `source /dev/stdin <<'END'\n${scripts.bash}END\nCOMP_WORDS=(${words}) COMP_CWORD=${typed.length}; _hl; printf '%s\\n' "\${COMPREPLY[@]}"; cat ${folder}/asked; complete -p hl`;
  return execFileSync('bash', ['--norc', '-c', press]).toString().trim().split('\n');
}

test('bash asks with the words up to the cursor, and takes the words without what they mean', () => {
  const answers = 'status\tWhat is deployed, and more\nstart\tA b c\n';
  expect(bash(['--cwd', 'a b', 'st'], answers)).toEqual(['status', 'start', '__complete|--cwd|a b|st|complete -F _hl hl']);
  expect(bash(['x'], '')).toEqual(['__complete|x|complete -F _hl hl']);
});
