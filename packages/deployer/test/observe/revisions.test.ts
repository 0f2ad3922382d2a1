import { MemoryRemote } from '@hl/core/testing';
import { parseRevisions, revisions } from '../../src/observe/revisions.js';

const file = { source: 'a', destination: 'b', mode: 0o600, sha256: 'c', size: 1 };
const manifest = {
  version: 1,
  service: 'web',
  project: 'app',
  files: [file],
  secrets: { KEY: 'APP_KEY' },
  secretsFile: file,
  onFailure: 'keep',
  dependsOnServices: ['db'],
  alwaysPull: true,
  commit: 'c1',
};
const applied = { time: '2026-01-02T03:04:05Z', containers: [{ service: 'web', configHash: 'h', imageId: 'sha256:1' }] };
const lines = (number: number, ...texts: string[]): string =>
  [number, ...texts.map((text) => Buffer.from(text).toString('base64'))].map((line) => `${line}\n`).join('');

test('a revision is a spec that can be put back', () => {
  expect(parseRevisions(lines(7, JSON.stringify(manifest), JSON.stringify(applied), 'services: {}\n', ''), '/opt/web')).toEqual([
    {
      number: 7,
      time: '2026-01-02T03:04:05Z',
      commit: 'c1',
      images: { web: 'sha256:1' },
      spec: {
        project: 'app',
        installPath: '/opt/web',
        compose: 'services: {}\n',
        files: [file],
        secrets: { KEY: { source: 'APP_KEY', state: 'differs' } },
        secretsFile: { ...file, state: 'differs' },
        onFailure: 'keep',
        dependsOnServices: ['db'],
        running: true,
        leftovers: [],
        images: 'current',
        imageIds: { web: 'sha256:1' },
        revision: 7,
      },
    },
  ]);
});

test('one of a compose file of its own, with what was merged over it and what `.env` held', () => {
  const own = { ...manifest, variables: { TZ: 'UTC' } };
  const [found] = parseRevisions(lines(1, JSON.stringify(own), '', 'services: {a: {}}', '# hl: x\n'), '/opt/web');
  expect(found?.spec).toMatchObject({ compose: 'services: {a: {}}', overlay: '# hl: x\n', variables: { TZ: 'UTC' } });
});

test('damaged records: without a manifest none, without the rest what is known', () => {
  const plain = JSON.stringify({ ...manifest, secretsFile: null, alwaysPull: false, commit: null });
  const printed = lines(1, '{cut', '{}', '', '') + lines(2, plain, '', '', '') + lines(3, plain, JSON.stringify(applied), 'x', '');
  const found = parseRevisions(printed, '/opt/web');
  expect(found.map(({ number, time, images }) => [number, time, images])).toEqual([
    [2, null, {}],
    [3, applied.time, { web: 'sha256:1' }],
  ]);
  expect(found[0]?.spec).toMatchObject({ secretsFile: null, compose: '' });
  expect(found[0]?.spec).not.toHaveProperty('images');
  expect(parseRevisions('', '/opt/web')).toEqual([]);
});

test('what cannot be read is an error that names the host', async () => {
  const remote = new MemoryRemote('web-1');
  const run = async () => ({ code: 1, stdout: '', stderr: 'Permission denied\n' });
  await expect(revisions({ ...remote, name: 'web-1', run } as never, '/opt/web')).rejects.toMatchObject({
    code: 'HL_REVISIONS',
    kind: 'refused',
    message: 'web-1: cannot read the revisions in /opt/web: Permission denied',
  });
});
