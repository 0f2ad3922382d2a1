import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { apply, plan } from '@hl/core';
import { compose } from '@hl/deployer';
import type { Outcome } from '@hl/core';
import { exampleService, exampleSite } from '@hl/core/testing';
import { testHost } from '../host.js';
import type { TestHost } from '../host.js';
import type { Example } from '../example.js';

let host: TestHost;
beforeEach(async () => {
  host = await testHost();
});
afterEach(() => host.close());

const service = (over: Partial<Example['deployment']> = {}): Example => exampleService({ deployment: { volumes: [], ...over } });

async function go(wanted: Example): Promise<readonly Outcome[]> {
  const integration = host.integration({ settle: { stableMs: 1, intervalMs: 1, restartingMs: 20 } });
  const { changes } = await plan(integration, { before: [], after: [wanted], site: exampleSite() });
  return apply(integration, changes);
}

/** The plan asks for its version, too. */
const composeCalls = (): string[] =>
  host.docker.invocations
    .filter(([verb, next]) => verb === 'compose' && next !== 'version')
    .map((words) => words.find((word) => /^(config|pull|up)$/.test(word)) ?? '');

test('where nothing runs, one call of compose checks, pulls and starts', async () => {
  expect(await go(service())).toMatchObject([{ status: 'applied' }]);
  expect(composeCalls()).toEqual(['up']);
  // Look, look again; bring it up; sample it, write down that it is complete.
  expect(host.faults.calls).toBe(5);
  const rest = host.docker.invocations.map(([verb]) => verb).filter((verb) => verb !== 'compose');
  expect(rest).toEqual(['ps', 'ps', 'ps', 'inspect']);
});

test('what runs already is checked before it is touched', async () => {
  await go(service());
  const calls = composeCalls().length;
  expect(await go(service({ image: 'metube:2' }))).toMatchObject([{ status: 'applied' }]);
  expect(composeCalls().slice(calls)).toEqual(['config', 'pull', 'up']);
});

test.each<[string, Partial<Example['deployment']>, string]>([
  ['an image that does not exist', { image: 'metube:no-such-tag' }, 'HL_IMAGE_NOT_FOUND'],
  ['a file that compose refuses', { compose: { bogus: 1 } }, 'HL_COMPOSE_INVALID'],
])('%s leaves nothing behind, whatever is to happen on failure', async (_, broken, code) => {
  for (const onFailure of ['rollback', 'keep'] as const) {
    const [outcome] = await go(service({ ...broken, onFailure }));
    expect(outcome).toMatchObject({ status: 'failed', error: { code } });
    expect(outcome?.error?.message).not.toMatch(/taken down|Rolling back/);
    expect(host.docker.state()).toEqual({ containers: [], networks: ['bridge', 'host', 'none'], volumes: [] });
    expect(existsSync(join(host.shell.root, 'opt/metube'))).toBe(false);
  }
});

test('nothing is deleted while docker does not tell whether anything was started', async () => {
  host.docker.faults.push(
    { match: (words) => words.includes('up'), answer: { code: 1, stderr: 'unexpected EOF\n' } },
    {
      match: ([verb]) => verb === 'ps' && host.docker.invocations.some((words) => words.includes('up')),
      answer: { code: 1, stderr: 'unexpected EOF\n' },
    },
    { match: (words) => words.includes('down'), answer: { code: 1, stderr: 'unexpected EOF\n' } },
  );
  const [outcome] = await go(service());
  expect(outcome?.error?.message).toContain('Rolling back failed as well');
  expect(existsSync(join(host.shell.root, 'opt/metube/compose.yml'))).toBe(true);
});

test('a machine is enough, until a service brings a file along', async () => {
  const integration = compose({ remote: host.remote });
  const deployed = async (files: Example['deployment']['files']) => {
    const { changes } = await plan(integration, { after: [service({ files })], site: exampleSite() });
    return (await apply(integration, changes))[0];
  };
  expect(await deployed([host.copy('a.conf', 'a')])).toMatchObject({
    status: 'failed',
    error: { code: 'HL_CONTENT_GONE', message: expect.stringContaining('the content wanted for /opt/metube/a.conf') },
  });
});
