import {
  chmodSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { apply, plan } from '@hl/core';
import type { GlanceSite } from '@hl/core';
import { localRemote } from '@hl/core/local';
import { exampleSite } from '@hl/core/testing';
import { start } from '@hl/lab';
import { glance } from '@hl/glance';
import { fixture, tile } from '../support/surgery.js';

let root: string;
let config: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'glance-host-'));
  for (const directory of ['opt/glance/config', 'srv']) mkdirSync(join(root, directory), { recursive: true });
  config = join(root, 'opt/glance/config/glance.yml');
  writeFileSync(config, fixture('home.yml'));
});

/** The whole way over a POSIX shell, as over SSH. */
const deploy = async (): Promise<string | undefined> => {
  const site = exampleSite({ glance: { config, url: null, restart: ['true'] } });
  const integration = glance({ remote: localRemote('local', { start }), site: site.glance as GlanceSite });
  const { changes } = await plan(integration, { before: [], after: [tile()], site });
  const [outcome] = await apply(integration, changes);
  return outcome?.error?.message ?? outcome?.status;
};

test('rights stay', async () => {
  chmodSync(config, 0o640);
  expect(await deploy()).toBe('applied');
  expect(statSync(config).mode & 0o777).toBe(0o640);
  expect(readFileSync(config, 'utf8')).toContain('metube.example.org');
});

test('a symbolic link stays one', async () => {
  const real = join(root, 'srv/real.yml');
  writeFileSync(real, fixture('home.yml'));
  rmSync(config);
  symlinkSync(real, config);
  expect(await deploy()).toBe('applied');
  expect(lstatSync(config).isSymbolicLink()).toBe(true);
  expect(readFileSync(real, 'utf8')).toContain('metube.example.org');
});

test('a file with a second name is written in place', async () => {
  linkSync(config, join(root, 'opt/glance/config/other.yml'));
  expect(await deploy()).toBe('applied');
  expect(readFileSync(join(root, 'opt/glance/config/other.yml'), 'utf8')).toContain('metube.example.org');
});

test('bytes beyond ASCII go there and back', async () => {
  writeFileSync(config, `\uFEFF# Übersicht 🏠\r\n${fixture('home.yml').replaceAll('\n', '\r\n')}`);
  expect(await deploy()).toBe('applied');
  expect(readFileSync(config, 'utf8')).toMatch(/^\uFEFF# Übersicht 🏠\r\n[^]*metube\.example\.org\r\n/);
});
