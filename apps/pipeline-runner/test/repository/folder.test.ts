import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { main } from '../../src/main.js';
import { placeOf } from '../../src/repository/folder.js';
import { folder } from '../support/folder.js';

let root: string;
beforeEach(() => {
  root = folder({ 'repo/hl.yml': 'domain: example.org\nhosts: { box: 192.0.2.1 }\n' });
  mkdirSync(join(root, 'repo/services/media/deep'), { recursive: true });
  mkdirSync(join(root, 'repo/.git'));
});

const at = (path: string): string => join(root, path);

test.each([
  ['here', 'repo', {}, {}, 'repo', ''],
  ['in a folder above', 'repo/services/media', {}, {}, 'repo', 'services/media'],
  ['where --cwd says', 'repo/services/media', { cwd: '.' }, {}, 'repo/services/media', ''],
  ['where GitLab says', 'repo/services', {}, { CI_PROJECT_DIR: '/builds/x' }, '/builds/x', ''],
  ['beside another hl.yml', 'repo/services', { config: 'lab.yml' }, {}, 'repo/services', ''],
])('%s', (_, here, options, env, cwd, below) => {
  expect(placeOf(options, env, at(here))).toEqual({ cwd: cwd.startsWith('/') ? cwd : at(cwd), below });
});

test('an hl.yml above another repository is not this one’s', () => {
  mkdirSync(at('repo/services/media/.git'));
  expect(placeOf({}, {}, at('repo/services/media/deep'))).toEqual({ cwd: at('repo/services/media/deep'), below: '' });
});

test('from a folder below, files are named as they can be opened there, and artifacts lie beside hl.yml', async () => {
  writeFileSync(at('repo/services/media/x.yml'), 'service: { name: x }\n');
  const out: string[] = [];
  const io = {
    here: at('repo/services/media'),
    env: {},
    stdout: (text: string) => void out.push(text),
    stderr: (text: string) => void out.push(text),
    color: false,
  };
  const hl = async (...argv: string[]): Promise<string> => {
    out.length = 0;
    await main(argv, io);
    return out.join('');
  };
  expect(await hl('validate')).toMatch(/^x\.yml:1:\d+: /m);
  expect(await hl('validate', 'x.yml')).toMatch(/^x\.yml:1:\d+: /m);
  writeFileSync(at('repo/hl.yml'), 'domain: example.org\nhosts: { box: 192.0.2.1 }\nledgr: { host: box }\n');
  expect(await hl('validate')).toContain('../../hl.yml:3:1: ');
  expect([existsSync(at('repo/.hl')), existsSync(at('repo/services/media/.hl'))]).toEqual([true, false]);
});
