import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { apply, plan, posixRemote } from '@hl/core';
import { exampleHost, exampleService, exampleSite } from '@hl/core/testing';
import { compose } from '@hl/deployer';
import { hostShell } from '@hl/lab';
import { dockerHost } from '@hl/lab/docker';
import { machine, placed } from '../../bench/fleet/machine.mjs';
import { commandIn, wordsOf } from '../../bench/fleet/words.mjs';

const site = exampleSite({ hosts: { h0: exampleHost({ address: '127.0.0.1' }) } });
const services = [0, 1].map((n) => {
  const ports = [{ host: 28_480 + n, container: 80, protocol: 'tcp', hostIp: null }];
  return exampleService({ name: `s${n}`, host: 'h0', deployment: { installPath: `/opt/s${n}`, volumes: [], ports, image: 'x/y:1' } });
});

/** A host as `compose` is given it, from a shell of the lab; `heard` are the lines it was sent. */
function host(shell) {
  const heard = [];
  const remote = posixRemote('h0', (line, { stdin }) => (heard.push(line), shell.run(line, stdin)));
  return { integration: compose({ host: 'h0', remote }), heard };
}

/** Without what differs from one deployment to the next: digests, times, what this machine calls its ports, which container came last. */
const shape = (text) =>
  text
    .replace(/\b[0-9a-f]{64}\b/g, 'DIGEST')
    .replace(/"time":"[^"]*"/g, '"time":"T"')
    .replace(/\tUp [^\t]*/g, '\tUp')
    .replace(/\t[^\t\n]*->80\/tcp[^\t\n]*/g, '\tPORTS')
    .replace(/(?:^DIGEST\t.*\n)+/m, (lines) => `${lines.trim().split('\n').sort().join('\n')}\n`);

test('the words of what is sent are found again', () => {
  assert.deepEqual(wordsOf(`sh -c 'it'\\''s' "" `.replace('""', "''")), ['sh', '-c', "it's", '']);
  assert.deepEqual(commandIn(`LC_ALL=C timeout -k 2 60 sh -c 'docker ps --all'`), ['docker', 'ps', '--all']);
});

test('so are those of what is too long for a command line', async () => {
  const long = ['sh', '-c', "a='b\nc'\necho", 'sh', "it's", ...Array.from({ length: 5_000 }, (_, n) => `two\nlines ${n}`)];
  let found;
  const none = Buffer.alloc(0);
  const exec = async (line, { stdin }) => ((found = commandIn(line, stdin)), { code: 0, stdout: none, stderr: none });
  await posixRemote('h0', exec).run(long, { stdin: 'input' });
  assert.deepEqual(found, long);
});

test('a simulated host answers a look as the real script does after a deployment, and hl has nothing to do there', async () => {
  const root = mkdtempSync(join(tmpdir(), 'hl-machine-'));
  const docker = await dockerHost({ root });
  try {
    const real = host(hostShell({ root, env: docker.env }));
    const { changes } = await plan(real.integration, { after: services, site });
    assert.deepEqual(
      (await apply(real.integration, changes)).map(({ status }) => status),
      ['applied', 'applied'],
    );
    const standing = services.map((service) => {
      const [{ spec }] = real.integration.desired(service, site);
      return placed(service.name, spec, { image: service.deployment.image, port: service.port });
    });
    const simulated = machine({ services: standing });
    const same = host(simulated.shell);
    for (const { integration } of [real, same])
      assert.deepEqual((await plan(integration, { before: services, after: services, site })).changes, []);
    const line = same.heard.at(-1);
    const [said, expected] = await Promise.all([simulated.shell, hostShell({ root, env: docker.env })].map((shell) => shell.run(line)));
    assert.equal(shape(String(said.stdout)), shape(String(expected.stdout)));
  } finally {
    await docker.close();
    rmSync(root, { recursive: true, force: true });
  }
});

test('what a simulated host does not know, it does not answer', async () => {
  const { code, stderr } = await machine().shell.run('rm -rf /opt');
  assert.equal(code, 127);
  assert.match(String(stderr), /does not know: rm/);
});
