import { chmodSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeJson, type Tree } from '@nx/devkit';
import { createTree } from '@nx/devkit/testing';
import { service, type ServiceSchema } from '../../src/generators/service.js';

let root: string;
beforeEach(() => void (root = mkdtempSync(join(tmpdir(), 'hl-generator-'))));

/** A tree of a workspace whose hl answers this and notes what it was asked. */
function workspace(answer: string, config?: string): Tree {
  writeFileSync(join(root, 'answer'), answer);
  writeFileSync(join(root, 'hl.sh'), '#!/bin/sh\nprintf "%s\\n" "$@" > asked\ncat answer\necho nothing >&2\n');
  chmodSync(join(root, 'hl.sh'), 0o755);
  const tree = Object.assign(createTree(), { root });
  const options = { command: './hl.sh', ...(config !== undefined && { config }) };
  writeJson(tree, 'nx.json', { plugins: ['@nx/js', { plugin: '@hl/nx', options }] });
  return tree;
}
const written = JSON.stringify({ path: 'services/media/a.yml', text: 'service: {}\n', written: false });
const asked = (): string[] => readFileSync(join(root, 'asked'), 'utf8').trimEnd().split('\n');

test.each<[string, ServiceSchema, readonly string[]]>([
  ['a name', { name: 'a' }, ['new', 'a']],
  [
    'all there is',
    { name: 'a', category: 'media', host: 'box', image: 'a b:1', port: 80, containerPort: 81, subdomain: 's', sso: true, tile: true },
    [
      'new',
      'a',
      '--category',
      'media',
      '--host',
      'box',
      '--image',
      'a b:1',
      '--port',
      '80',
      '--container-port',
      '81',
      '--subdomain',
      's',
      '--sso',
      '--tile',
    ],
  ],
  ['no page', { name: 'a', page: false, sso: false }, ['new', 'a', '--no-page']],
  ['a name that a shell would read', { name: '$(touch x)' }, ['new', '$(touch x)']],
])('hl new is asked for the file: %s', (_title, schema, args) => {
  service(workspace(written), schema);
  expect(asked()).toEqual([...args, '--dry-run', '--json']);
});

test('what it would write goes into the tree, where hl.yml is', () => {
  const tree = workspace(written);
  service(tree, { name: 'a' });
  expect(tree.read('services/media/a.yml', 'utf8')).toBe('service: {}\n');
  const elsewhere = workspace(written, 'lab/hl.yml');
  service(elsewhere, { name: 'a' });
  expect(elsewhere.read('lab/services/media/a.yml', 'utf8')).toBe('service: {}\n');
  expect(asked().slice(0, 2)).toEqual(['--cwd', 'lab']);
});

test('what hl says against it is said, with what to do', () => {
  const error = { code: 'HL_USAGE', message: 'hl new a needs --host', hint: 'Hosts: box.', kind: 'input' };
  expect(() => service(workspace(JSON.stringify({ error })), { name: 'a' })).toThrow(
    expect.objectContaining({ code: 'HL_USAGE', message: 'hl new a needs --host\nHosts: box.', kind: 'input' }),
  );
});

test('an hl that is not there is told', () => {
  expect(() => service(workspace(''), { name: 'a' })).toThrow(expect.objectContaining({ code: 'HL_NX_COMMAND', kind: 'input' }));
});
