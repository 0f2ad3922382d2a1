import assert from 'node:assert/strict';
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { billOfMaterials, installed } from '../../release/install.mjs';
import { publish } from '../../release/publish.mjs';
import { throwAwayRegistry } from '../../release/registry.mjs';
import { trial } from '../../release/trial.mjs';
import { put, scratch } from '../folder.mjs';

const root = scratch();
const registry = await throwAwayRegistry();
after(() => registry.close());
const write = (path, text) => put(root, path, text);
const manifest = (name, dependencies = {}) => ({ name: `@x/${name}`, version: '1.0.0', license: 'MIT', dependencies });
const options = { registry: registry.url, env: registry.login };
const main = manifest('main', { '@x/part': '^1.0.0' });

test('a package that is missing from the set is noticed by an install, and a set that is whole is tried', async () => {
  write('package.json', JSON.stringify({ private: true, workspaces: ['packages/*'] }));
  write('packages/main/package.json', JSON.stringify(main));
  write('packages/part/package.json', JSON.stringify(manifest('part')));
  const folder = join(root, 'homelab');

  const first = await publish(root, [main], options);
  assert.match(first['@x/main'], /^sha512-/);
  await assert.rejects(installed(folder, main, registry.url), /404/);

  const all = await publish(root, [manifest('part'), main], options);
  assert.deepEqual(Object.keys(all), ['@x/part', '@x/main']);
  assert.equal(all['@x/main'], first['@x/main'], 'what is there is left alone');
  const { packages } = await installed(folder, main, registry.url);
  assert.equal(packages, 2);

  const bom = await billOfMaterials(folder, '@x/main');
  assert.equal(bom.metadata.component.name, '@x/main');
  assert.deepEqual(
    bom.components.map(({ name }) => name),
    ['@x/part'],
  );
  assert.doesNotMatch(JSON.stringify(bom), /127\.0\.0\.1/, 'nobody else can get it from there');
});

test('one file that answers differently from the package is noticed', async () => {
  const hl = (path, words) => {
    write(
      path,
      `#!/bin/sh\n[ "$1" != lab ] || { echo '  repository  ${root}'; exec sleep 60; }\n[ "$1" = --version ] && echo hl/1.0.0 x || echo ${words}\n`,
    );
    chmodSync(join(root, path), 0o755);
    return join(root, path);
  };
  hl('node_modules/.bin/hl', 'as said');
  await trial(root, hl('same.mjs', 'as said'), '1.0.0');
  await assert.rejects(trial(root, hl('other.mjs', 'otherwise'), '1.0.0'), /answer differently/);
  await assert.rejects(trial(root, hl('same.mjs', 'as said'), '1.0.1'), /input did not match/);
});
