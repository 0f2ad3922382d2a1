import { homelab, serviceFile } from './world/homelab.js';
import type { Homelab } from './world/homelab.js';

let home: Homelab;

beforeEach(async () => void (home = await homelab()));

afterEach(() => home.lab.close());

test('a plan of a dead host says of each service what is known: changed when it was deployed, created when not', async () => {
  const { hl, commit, lab } = home;
  commit({ 'services/one.yml': serviceFile('one', { port: 8001 }) });
  expect(await hl('run')).toMatchObject({ code: 0 });
  commit({
    'services/one.yml': serviceFile('one', { port: 8001, image: 'ghcr.io/corentinth/it-tools:2' }),
    'services/two.yml': serviceFile('two', { port: 8002 }),
  });
  await lab.hosts['docker-apps']?.ssh.faults.refuse(true);
  await hl('detect');
  const { code, text } = await hl('plan');
  expect(code).toBe(5);
  expect(text).toMatch(/Changes \(modify\):\n {2}~ compose {3}docker-apps\/one \(compose\) \(not read yet\)\n/);
  expect(text).toMatch(/Changes \(add\):\n {2}\+ compose {3}docker-apps\/two \(not read yet\)\n/);
  expect(text).toMatch(/Plan: \d+ to create, 1 to change, 0 to remove, 1 not readable/);
  expect(home.artifact('plan-terraform.json')).toMatchObject({ update: 1 });
  expect(JSON.parse((await hl('plan', '--json')).out)).toMatchObject({ failures: [{ system: 'compose docker-apps' }] });
  // What the ledger keeps can be gone back to; what the host keeps besides cannot be seen.
  expect(await hl('rollback', '--list')).toMatchObject({ code: 75, text: expect.stringMatching(/^one +1 [^]*\n✖ docker-apps .*\n {2}→/m) });
}, 60_000);
