import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exampleHost, exampleService, exampleSite } from '@hl/core/testing';
import type { Context } from '../../../src/context.js';
import { examineHere, key as examineKey, node as examineNode } from '../../../src/commands/doctor/here.js';
import { readEnvironment } from '../../../src/environment.js';
import type { Finding } from '../../../src/systems/finding.js';
import { folder } from '../../support/folder.js';

test.each([
  ['18.20.8', 'fail'],
  ['20.18.3', 'fail'],
  ['20.19.0', 'pass'],
  ['21.7.3', 'fail'],
  ['22.11.0', 'fail'],
  ['22.12.0', 'pass'],
  ['23.0.0', 'pass'],
  ['24.1.0', 'pass'],
])('Node %s: %s', (version, status) => expect(examineNode(version)).toMatchObject({ check: 'node', status }));

let cwd: string;
beforeEach(() => void (cwd = folder()));

interface World {
  readonly services?: ReturnType<typeof exampleService>[];
  readonly error?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** What git answers: null is a code that is not 0. */
  readonly git?: Record<string, string | null>;
  readonly discord?: boolean;
}

async function examined({ services = [exampleService()], error, env = {}, git = {}, discord = false }: World): Promise<string[]> {
  const key = join(cwd, 'key');
  writeFileSync(key, '', { mode: 0o600 });
  const diagnostics =
    error === undefined ? [] : [{ severity: 'error', file: 'a.yml', line: 2, column: 3, pointer: '', rule: 'x', message: error }];
  const found: Finding[] = [];
  const context = {
    cwd,
    site: { ...exampleSite(), hosts: { box: exampleHost() }, discord: discord ? { channel: null } : null },
    repository: { load: () => ({ services, diagnostics }) },
    environment: readEnvironment({ SSH_KEY_FILE: key, HOME: cwd, ...env }),
    git: async ([, ...argv]: readonly string[]) => {
      const answer = git[argv[1] ?? ''];
      return { code: answer === null ? 128 : 0, stdout: Buffer.from(`${answer ?? ''}\n`), stderr: '' };
    },
  } as unknown as Context;
  await examineHere(context, (finding) => found.push(finding));
  return found
    .map(({ status, check, message }) => `${status} ${check.replace(cwd, '')}: ${message}`)
    .filter((line) => !line.includes('node'));
}

const well = [
  'pass service files: 1 file without an error',
  'pass secrets: all that service files name are set',
  'pass SSH key /key: readable',
  'pass git: the whole history is here',
];

test.each<[string, World, string[]]>([
  ['all is well', {}, well],
  ['a file is wrong', { error: 'port is required' }, ['fail service files: a.yml:2:3: port is required', ...well.slice(1)]],
  [
    'a secret is not set',
    { services: [exampleService({ deployment: { secrets: [{ name: 'A', source: 'B' }] } })] },
    [well[0] as string, 'fail secrets: not set: B (metube)', ...well.slice(2)],
  ],
  ['no key', { env: { SSH_KEY_FILE: '' } }, [...well.slice(0, 2), 'fail SSH key: there is neither a key nor an agent', well[3] as string]],
  ['an agent', { env: { SSH_KEY_FILE: '', SSH_AUTH_SOCK: '/x' } }, [...well.slice(0, 2), "pass SSH key: the agent's", well[3] as string]],
  ['no repository', { git: { '--verify': null } }, [...well.slice(0, 3), 'fail git: there is no commit here']],
  [
    'a shallow clone',
    { git: { '--is-shallow-repository': 'true' } },
    [...well.slice(0, 3), 'warn git: this clone is shallow: detection has to fetch what it compares with'],
  ],
  [
    'nobody is told',
    { discord: true },
    [...well.slice(0, 3), 'warn Discord: DISCORD_WEBHOOK_URL is not set: nobody is told', well[3] as string],
  ],
  [
    'no webhook',
    { env: { DISCORD_WEBHOOK_URL: 'https://example.org/x' } },
    [...well.slice(0, 3), 'fail Discord: The Discord webhook URL is not one', well[3] as string],
  ],
])('%s', async (_, world, expected) => {
  expect((await examined(world)).sort()).toEqual([...expected].sort());
});

test('a key that others may read is told, but where a runner made the file; one that is not there fails', () => {
  const path = join(cwd, 'key');
  expect(examineKey(path, { ci: false, sshAgent: undefined })).toMatchObject({
    status: 'fail',
    kind: 'input',
    message: 'cannot be read (ENOENT)',
  });
  writeFileSync(path, '');
  chmodSync(path, 0o640);
  expect([examineKey(path, { ci: false, sshAgent: undefined }), examineKey(path, { ci: true, sshAgent: undefined }).status]).toEqual([
    expect.objectContaining({ status: 'warn', hint: `chmod 600 ${path}` }),
    'pass',
  ]);
});
