import { brief, cleanUp, clone, fact, hash, service, started, temporary, zeros } from '../clone.js';

afterAll(cleanUp);

const a = service('a');
const b = service('b');

/** One deployed service `a`, and whatever the test adds. */
const deployed = (more: Record<string, string> = {}) => {
  const repo = started({ 'services/a.yml': a, ...more });
  return { ...repo, known: fact('a', a, repo.first) };
};

test('what is deployed as wanted is not listed', async () => {
  const { known, ...repo } = deployed();
  expect(await repo.detect({ ledger: [known] })).toMatchObject({
    total: 0,
    baseSource: 'ledger',
    base: repo.first,
    warnings: [],
  });
});

test('what failed pipelines left undone is seen, though the last push did not touch it', async () => {
  const { known, ...repo } = deployed();
  repo.commit({ 'services/a.yml': `${a}# edited\n`, 'services/missed.yml': b });
  const before = repo.commit({ 'README.md': 'fails' });
  repo.commit({ 'README.md': 'mended' });
  const changes = await repo.detect({ before, ledger: [known] });
  expect(brief(changes)).toEqual(['modify a services/a.yml', 'add b services/missed.yml']);
  expect(changes.deploy.map(({ reason }) => reason)).toEqual([
    `differs from what was deployed at ${repo.first.slice(0, 8)}`,
    'never deployed: not in the ledger',
  ]);
});

test('git and the ledger are joined: one entry, both reasons', async () => {
  const { known, ...repo } = deployed();
  repo.commit({ 'services/a.yml': `${a}# edited\n` });
  const { deploy } = await repo.detect({ before: repo.first, ledger: [known] });
  expect(deploy).toHaveLength(1);
  expect(deploy[0]?.reason).toMatch(/^differs from .*; changed since /);
});

test.each([
  ['unhealthy', { healthy: false }, 'its last deployment was not healthy'],
  ['from another file', { path: 'services/old/a.yml' }, 'its file was services/old/a.yml'],
  ['with other content', { hash: hash('x') }, 'differs from what was deployed'],
  ['at a commit that is lost', { commit: '2'.repeat(40) }, 'cannot be had'],
  ['at no commit', { commit: '' }, 'cannot be had'],
])('deployed %s: brought up again', async (_, over, reason) => {
  const { known, ...repo } = deployed();
  const { deploy } = await repo.detect({ ledger: [{ ...known, ...over }] });
  expect(deploy).toMatchObject([{ name: 'a', action: 'modify', reason: expect.stringContaining(reason) }]);
});

test('deployed on another host: a move', async () => {
  const repo = started({ 'services/a.yml': service('a', { host: 'docker-apps' }) });
  const { deploy } = await repo.detect({ ledger: [fact('a', a, repo.first)] });
  expect(deploy[0]).toMatchObject({ from: { path: 'services/a.yml', host: 'docker-media' } });
});

test('line ends alone are no difference', async () => {
  const { known, ...repo } = deployed();
  repo.commit({ 'services/a.yml': a.replaceAll('\n', '\r\n') });
  expect((await repo.detect({ ledger: [known] })).total).toBe(0);
});

test('hl.yml counts by what it says, since the commit of each service', async () => {
  const site = 'domain: example.org\nhosts: { docker-media: 192.0.2.11, docker-apps: 192.0.2.12 }\n';
  const repo = started({ 'hl.yml': site, 'services/a.yml': a });
  repo.commit({ 'hl.yml': `# the homelab\n${site}` });
  const ledger = [fact('a', a, repo.first)];
  expect((await repo.detect({ ledger })).total).toBe(0);
  repo.commit({ 'hl.yml': site.replace('.12', '.13') });
  expect((await repo.detect({ ledger })).total).toBe(0);
  repo.commit({ 'hl.yml': site.replace('.11', '.14') });
  expect((await repo.detect({ ledger })).deploy).toMatchObject([{ name: 'a', reason: expect.stringContaining('hl.yml changed') }]);
});

test('a file that is called .yaml now is told, and its service is not removed', async () => {
  const { known, ...repo } = deployed();
  repo.commit({ 'services/a.yml': null, 'services/a.yaml': a });
  const changes = await repo.detect({ before: repo.first, ledger: [known] });
  expect(changes).toMatchObject({
    total: 0,
    warnings: [
      'a is not removed: services/a.yaml defines it, and service files end in .yml',
      'there is no service file below services',
    ].reverse(),
  });
});

test('a shared file that changed since the deployment counts, each service from its own commit', async () => {
  const { known, ...repo } = deployed({ 'services/b.yml': b });
  const second = repo.commit({ 'hl.yml': 'domain: example.org\n' });
  repo.commit({ 'README.md': 'y' });
  const { deploy } = await repo.detect({ ledger: [known, fact('b', b, second)] });
  expect(deploy).toMatchObject([{ name: 'a', action: 'modify', reason: `hl.yml changed since ${repo.first.slice(0, 8)}` }]);
});

describe('removal', () => {
  test('what is deployed and in no file is removed, whoever deleted it and when', async () => {
    const { known, ...repo } = deployed();
    const changes = await repo.detect({ ledger: [known, fact('old', 'x', repo.first)] });
    expect(brief(changes)).toEqual(['delete old services/old.yml']);
    expect(changes.remove[0]?.reason).toContain('no longer in the tree');
  });

  test.each(['web', 'schedule'])('a whole run (%s) removes what the ledger proves', async (source) => {
    const { known, ...repo } = deployed();
    expect(brief(await repo.detect({ source, ledger: [known, fact('old', 'x', repo.first)] }))).toEqual([
      'modify a services/a.yml',
      'delete old services/old.yml',
    ]);
  });

  test('an unread ledger removes nothing, lists only what git says, and is told', async () => {
    const repo = started({ 'services/a.yml': a });
    const changes = await repo.detect({ before: repo.first, ledger: null });
    expect(changes).toMatchObject({ total: 0, baseSource: 'push' });
    expect(changes.warnings.join()).toContain('the ledger was not read');
    expect((await repo.detect({ source: 'web', ledger: null })).remove).toEqual([]);
  });

  test('an empty ledger is known to be empty: everything is new', async () => {
    const repo = started({ 'services/a.yml': a, 'services/b.yml': b });
    expect(brief(await repo.detect({ before: zeros, ledger: [] }))).toEqual(['add a services/a.yml', 'add b services/b.yml']);
  });

  test('a folder that is set wrong is not a removed fleet', async () => {
    const { known, ...repo } = deployed();
    const changes = await repo.detect({ services: 'servcies', ledger: [known] });
    expect(changes.remove).toEqual([]);
    expect(changes.warnings).toEqual([
      'there is no service file below servcies',
      'a is not removed: services/a.yml is still in the tree, outside the folder of the service files',
    ]);
  });

  test('a broken file is not a removed service', async () => {
    const { known, ...repo } = deployed();
    repo.commit({ 'services/a.yml': null, 'services/mt.yml': a });
    repo.commit({ 'services/mt.yml': '{{{' });
    expect(brief(await repo.detect({ ledger: [{ ...known, path: 'services/mt.yml' }] }))).toEqual(['modify a services/mt.yml']);
  });
});

describe('a content that was rolled back', () => {
  const bad = `${a}# bad\n`;
  const setup = () => {
    const { known, ...repo } = deployed();
    repo.commit({ 'services/a.yml': bad });
    return { ...repo, ledger: [{ ...known, rejected: hash(bad) }] };
  };

  test.each(['push', 'schedule', null])('is not tried again by %s', async (source) => {
    const repo = setup();
    const changes = await repo.detect({ source, before: repo.first, ledger: repo.ledger });
    expect(changes).toMatchObject({ deploy: [], remove: [], held: [{ path: 'services/a.yml', name: 'a' }] });
    expect(changes.warnings.join()).toContain('a is held back: this content was rolled back');
  });

  test.each([{ all: true }, { source: 'web' }])('is tried again by %j', async (options) => {
    const repo = setup();
    expect(brief(await repo.detect({ ...options, ledger: repo.ledger }))).toEqual(['modify a services/a.yml']);
  });

  test('nothing of it was ever deployed: known only as rejected', async () => {
    const repo = started({ 'services/a.yml': a });
    const ledger = [fact('a', a, '', { hash: '', rejected: hash(a) }), fact('gone', a, '', { hash: '', rejected: hash(a) })];
    expect(await repo.detect({ ledger })).toMatchObject({ deploy: [], remove: [], held: [{ name: 'a' }] });
    expect(brief(await repo.detect({ ledger, all: true }))).toEqual(['add a services/a.yml']);
    repo.commit({ 'services/a.yml': `${a}# mended\n` });
    expect(brief(await repo.detect({ ledger }))).toEqual(['add a services/a.yml']);
  });

  test('is forgotten when the file changes', async () => {
    const repo = setup();
    repo.commit({ 'services/a.yml': `${a}# mended\n` });
    expect(brief(await repo.detect({ ledger: repo.ledger }))).toEqual(['modify a services/a.yml']);
  });
});

test('a forced push back to an older commit deploys it: the order of pipelines is not guessed from commits', async () => {
  const { known: _, ...repo } = deployed();
  const newer = repo.commit({ 'services/a.yml': `${a}# newer\n`, 'services/b.yml': b });
  repo.reset(repo.first);
  const ledger = [fact('a', `${a}# newer\n`, newer), fact('b', b, newer)];
  const changes = await repo.detect({ before: newer, ledger });
  expect(brief(changes)).toEqual(['modify a services/a.yml', 'delete b services/b.yml']);
  expect(changes).toMatchObject({ held: [], warnings: [] });
});

describe('a commit that nobody has any more', () => {
  const lost = '2'.repeat(40);

  test('lists only the service that was deployed at it', async () => {
    const { known, ...repo } = deployed({ 'services/b.yml': b });
    expect(brief(await repo.detect({ ledger: [{ ...known, commit: lost }, fact('b', b, repo.first)] }))).toEqual([
      'modify a services/a.yml',
    ]);
  });

  test('does not keep those from being fetched that the server has', async () => {
    const origin = started({ 'services/a.yml': a, 'services/b.yml': b });
    origin.git('config', 'uploadpack.allowAnySHA1InWant', 'true');
    const forcedAway = origin.commit({ 'README.md': 'y' });
    origin.reset(origin.first);
    const folder = temporary();
    origin.git('clone', '-q', `file://${origin.cwd}`, folder);
    const ledger = [fact('a', a, lost), fact('b', b, forcedAway)];
    expect(brief(await clone(folder).detect({ ledger }))).toEqual(['modify a services/a.yml']);
  });
});

test('in a shallow clone the commits of the ledger are fetched', async () => {
  const { known, ...origin } = deployed();
  origin.git('config', 'uploadpack.allowAnySHA1InWant', 'true');
  for (let n = 0; n < 3; n += 1) origin.commit({ 'README.md': `${n}` });
  const folder = temporary();
  origin.git('clone', '-q', '--depth', '1', `file://${origin.cwd}`, folder);
  expect((await clone(folder).detect({ ledger: [known] })).total).toBe(0);
});
