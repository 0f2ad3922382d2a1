import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { homelab, serviceFile } from './world/homelab.js';
import type { Homelab } from './world/homelab.js';

let home: Homelab;

beforeAll(async () => {
  home = await homelab();
  home.commit({ 'services/broken.yml': 'service: [\n', 'a-file': '' });
});

afterAll(() => home.lab.close());

test.each([
  ['a service that the ledger does not know', ['history', 'nope'], 'the ledger knows no service nope'],
  ['revisions of a service that is not deployed', ['rollback', '--list', '--service', 'nope'], 'nope is not deployed'],
  ['a run that nobody knows', ['rollback', '--of', 'nope'], 'nope is not the last run of any service'],
  ['a service whose file is broken', ['render', 'broken'], 'services/broken.yml:'],
  ['a folder for artifacts that is a file', ['validate', '--out', 'a-file'], 'a-file/gl-code-quality-report.json cannot be written'],
  ['an action that is none', ['ledger', 'destroy'], 'ledger knows rebuild, not destroy'],
])('%s is an input error with a hint', async (_, argv, message) => {
  expect(await home.hl(...argv)).toMatchObject({ code: 2, text: expect.stringMatching(new RegExp(`✖ .*${message}.*\\n {2}→ `)) });
  const { out } = await home.hl(...argv, '--json');
  expect(JSON.parse(out)).toMatchObject({ error: { kind: 'input', message: expect.stringContaining(message) } });
});

test('a plan of what another commit changed is made anew, and told where that commit was asked for', async () => {
  const { hl, commit } = home;
  await hl('detect');
  expect((await hl('plan')).text).not.toMatch(/changes\.json is of commit|detecting again/);
  const before = commit({ 'README.md': 'x' });
  expect((await hl('plan')).text).toMatch(/^› the tree is at \w{8} since detection: detecting again\n/);
  await hl('detect', '--head', before);
  commit({ 'README.md': 'y' });
  expect((await hl('plan')).text).toMatch(/^! changes\.json is of commit \w{8}, the tree is at \w{8}\n {2}→ Run hl detect again/);
});

test('drift does not call drift what it could not read', async () => {
  const { hl, lab, cwd, commit } = home;
  writeFileSync(join(cwd, 'hl.yml'), lab.siteYml.replace(/^ledger:.*\n/m, ''));
  commit({ 'services/broken.yml': null, 'services/one.yml': serviceFile('one') });
  const { code, text } = await hl('drift');
  expect([code, text]).toEqual([1, expect.stringContaining('+ pihole    one.lab.example')]);
  await lab.hosts['docker-apps']?.ssh.faults.refuse(true);
  commit({ 'services/one.yml': serviceFile('one').replace(/^(traefik|dns|authentik|glance):.*\n/gm, '') });
  expect(await hl('drift')).toMatchObject({ code: 5, text: expect.stringMatching(/^No drift in what could be read\.\n✖ .*docker-apps/m) });
}, 60_000);
