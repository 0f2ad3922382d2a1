import { brief, cleanUp, clone, fact, runGit, service, started, temporary, zeros } from '../clone.js';
import type { RunGit } from '@hl/detect';

afterAll(cleanUp);

const a = service('a');
const b = service('b');
const lost = '1'.repeat(40);

/** A server, and a clone of it as a CI job makes one. */
function server(files: Record<string, string>) {
  const origin = started(files);
  origin.git('config', 'uploadpack.allowAnySHA1InWant', 'true');
  const checkout = (...args: string[]) => {
    const folder = temporary();
    origin.git('clone', '-q', ...args, `file://${origin.cwd}`, folder);
    return clone(folder);
  };
  return { origin, checkout };
}

describe('which base', () => {
  const repo = started({ 'services/a.yml': a });
  repo.commit({ 'services/b.yml': b });

  test.each([
    ['push', { before: 'first' }, 'push', 'incremental', ['add b services/b.yml']],
    ['push', {}, 'empty-tree', 'incremental', ['add a services/a.yml', 'add b services/b.yml']],
    ['web', { before: zeros }, 'none', 'full', ['modify a services/a.yml', 'modify b services/b.yml']],
    ['push', { all: true, base: 'first' }, 'explicit', 'full', ['modify a services/a.yml', 'add b services/b.yml']],
    ['merge_request_event', { mergeBase: 'first', before: zeros }, 'merge-request', 'incremental', ['add b services/b.yml']],
  ] as const)('%s with %j: %s, %s', async (source, given, baseSource, mode, expected) => {
    const options = Object.fromEntries(Object.entries(given).map(([key, value]) => [key, value === 'first' ? repo.first : value]));
    const changes = await repo.detect({ source, ...options });
    expect(changes).toMatchObject({ baseSource, mode, guessed: false, warnings: [] });
    expect(brief(changes)).toEqual(expected);
  });

  test('a branch or a short id will do as an explicit base', async () => {
    const repo = started({ 'services/a.yml': a });
    repo.git('tag', '-a', 'v1', '-m', 'v1');
    repo.commit({ 'services/b.yml': b });
    for (const base of ['v1', repo.first.slice(0, 10), 'HEAD~1'])
      expect(await repo.detect({ base })).toMatchObject({ base: repo.first, total: 1 });
  });

  test("an explicit name that does not exist is the author's to mend", async () => {
    await expect(started().detect({ base: 'mian' })).rejects.toMatchObject({ code: 'HL_BASE', kind: 'input' });
  });

  test('a merge request looks at its own changes, not at what else is deployed', async () => {
    const repo = started({ 'services/a.yml': a });
    repo.commit({ 'services/b.yml': b });
    const changes = await repo.detect({
      source: 'merge_request_event',
      mergeBase: repo.first,
      ledger: [fact('newer-on-main', 'x', repo.first)],
    });
    expect(brief(changes)).toEqual(['add b services/b.yml']);
  });
});

describe('a base that this clone does not have', () => {
  test('a push of 25 commits into a clone of depth 20', async () => {
    const { origin, checkout } = server({ 'services/a.yml': a, 'services/gone.yml': service('gone') });
    for (let n = 0; n < 24; n += 1) origin.commit({ 'README.md': `${n}` });
    origin.commit({ 'services/b.yml': b, 'services/gone.yml': null });
    const changes = await checkout('--depth', '20').detect({ before: origin.first });
    expect(brief(changes)).toEqual(['add b services/b.yml', 'delete gone services/gone.yml']);
    expect(changes).toMatchObject({ base: origin.first, baseSource: 'push', guessed: false, warnings: [] });
  });

  test('a server that serves no single commits: deeper history is fetched', async () => {
    const { origin, checkout } = server({ 'services/a.yml': a });
    for (let n = 0; n < 6; n += 1) origin.commit({ 'README.md': `${n}` });
    origin.commit({ 'services/b.yml': b });
    const fetched: string[] = [];
    const run: RunGit = async (argv, cwd, input) => {
      if (argv.includes('fetch')) fetched.push(argv.join(' '));
      return argv.includes('--depth=1')
        ? { code: 128, stdout: Buffer.alloc(0), stderr: 'error: Server does not allow request for unadvertised object' }
        : runGit(argv, cwd, input);
    };
    const changes = await checkout('--depth', '2').detect({ before: origin.first, run });
    expect(brief(changes)).toEqual(['add b services/b.yml']);
    expect(fetched).toHaveLength(2);
  });

  test('a forced push: the old commit is fetched by its id, and the clone stays whole', async () => {
    const { origin, checkout } = server({ 'services/a.yml': a });
    const old = origin.commit({ 'services/old.yml': service('old') });
    origin.reset(origin.first);
    origin.commit({ 'services/b.yml': b });
    const job = checkout();
    expect(brief(await job.detect({ before: old }))).toEqual(['add b services/b.yml', 'delete old services/old.yml']);
    expect(job.git('rev-parse', '--is-shallow-repository')).toBe('false');
  });

  test('one that nobody has: everything is listed, nothing removed, and it is said', async () => {
    const repo = started({ 'services/a.yml': a });
    const changes = await repo.detect({ before: lost });
    expect(brief(changes)).toEqual(['modify a services/a.yml']);
    expect(changes).toMatchObject({ mode: 'full', guessed: true, base: null, baseSource: 'none' });
    expect(changes.warnings.join()).toMatch(/base 111111111111 .* none is removed/);
  });

  test.each([
    ['push', { base: lost }, 'ledger'],
    ['merge_request_event', { mergeBase: lost }, 'none'],
    ['merge_request_event', {}, 'none'],
  ] as const)('%s with %j is a guess too', async (source, options, baseSource) => {
    const repo = started({ 'services/a.yml': a });
    expect(await repo.detect({ source, ...options, ledger: [fact('a', a, repo.first)] })).toMatchObject({
      mode: 'full',
      guessed: true,
      baseSource,
      remove: [],
    });
  });

  test('with a ledger it is no guess: the ledger proves what is deployed', async () => {
    const repo = started({ 'services/a.yml': a });
    const changes = await repo.detect({ before: lost, ledger: [fact('a', a, repo.first), fact('old', 'x', repo.first)] });
    expect(brief(changes)).toEqual(['delete old services/old.yml']);
    expect(changes).toMatchObject({ mode: 'incremental', guessed: false, baseSource: 'ledger' });
    expect(changes.warnings.join()).toContain('base 111111111111');
  });
});
