import { Secret, type FailureFile, type PlanFile } from '@hl/core';
import { gitlab } from '../../src/ci/gitlab.js';
import { marker, noteText, tell } from '../../src/ci/note.js';
import { gitlabServer, type GitLabServer } from './gitlab-server.js';
import { planOf } from './plans.js';

const text = (plan: PlanFile | null, failures: FailureFile[] = []): string =>
  noteText({
    plan,
    failures,
    config: 'hl.yml',
    commit: 'abcdef0123',
    artifactUrl: 'https://gitlab.example.org/-/jobs/1/artifacts/file/.hl/plan.md',
  });

let server: GitLabServer;
beforeEach(async () => {
  server = await gitlabServer('correct-horse');
});
afterEach(() => server.close().catch(() => undefined));

const client = (token = 'correct-horse', kind: 'PRIVATE-TOKEN' | 'JOB-TOKEN' = 'PRIVATE-TOKEN') =>
  gitlab({ api: server.api, project: '42', token: new Secret(token), kind, patienceMs: 20_000, backoffMs: 1 });
const say = (body: string, quiet = false): Promise<string> => tell(client(), '5', 'hl.yml', body, quiet);
const written = (): string[] => server.asked.filter((line) => !line.startsWith('GET'));

describe('what it says', () => {
  test('the plan, and of which commit', () => {
    const note = text(planOf({ metube: {} }));
    expect(note.startsWith(`${marker('hl.yml')}\n### Deployment plan\n`)).toBe(true);
    expect(note).toContain('| metube | add |');
    expect(note).toContain('Of commit abcdef01.');
  });

  test('why there is none', () => {
    const failure: FailureFile = {
      version: 1,
      stage: 'validate',
      error: { code: 'X', kind: 'input', message: '@all <b>no</b>', hint: 'Mend it.' },
    };
    const note = text(null, [failure]);
    expect(note).toContain('There is none.\n**validate** failed: @\u200ball \\<b\\>no\\</b\\> Mend it.');
  });

  test('no line of it is an order to GitLab', () => {
    const plan = planOf({ '/close': {} }, { commit: '/merge' });
    expect(
      text(plan)
        .split('\n')
        .filter((line) => line.startsWith('/')),
    ).toEqual([]);
  });

  test('what is too long is cut between two lines, no block stays open, and the rest is a link away', () => {
    const plan = planOf(Object.fromEntries(Array.from({ length: 2_000 }, (_, index) => [`service-${index}`, {}])));
    const note = text(plan);
    expect(note.length).toBeLessThan(51_000);
    expect((note.match(/^```/gm) ?? []).length % 2).toBe(0);
    expect(note).toMatch(/\n\nThe rest is cut off: \[the whole plan\]\(https:\S+plan\.md\)\.\n/);
    const changes = planOf(
      { a: {} },
      { changes: Array.from({ length: 2_000 }, (_, index) => ({ ...planOf({ a: {} }).changes[0]!, key: `k-${index}-${'x'.repeat(40)}` })) },
    );
    expect((text(changes).match(/^```/gm) ?? []).length).toBe(2);
  });

  test('each site file has a note of its own, whatever its name', () => {
    expect(new Set([marker('hl.yml'), marker('sites/home.yml')]).size).toBe(2);
    expect(marker('a-->b')).toBe('<!-- hl: the plan of a___b -->');
  });
});

describe('how it is told', () => {
  const body = text(planOf({ metube: {} }));

  test('made once, then edited, then left as it is', async () => {
    expect(await say(body)).toBe('made');
    expect(await say(`${body}again`)).toBe('edited');
    expect(await say(`${body}again`)).toBe('left');
    expect(server.notes.map((note) => note.body)).toEqual([`${body}again`]);
    expect(written()).toEqual(['POST /projects/42/merge_requests/5/notes', 'PUT /projects/42/merge_requests/5/notes/100']);
  });

  test('found behind hundreds of others', async () => {
    for (let id = 1; id <= 250; id += 1) server.notes.push({ id, body: `talk ${id}`, system: id % 2 === 0, author: { id: 1 } });
    await say(body);
    server.notes.push({ id: 999, body: 'later', system: false, author: { id: 1 } });
    expect(await say(`${body}2`)).toBe('edited');
    expect(server.notes.filter((note) => note.body.startsWith(marker('hl.yml')))).toHaveLength(1);
    expect(server.asked.filter((line) => line.includes('page=3'))).toHaveLength(2);
  });

  test('a stranger’s note with our mark, and one that quotes it, are left alone', async () => {
    server.notes.push({ id: 1, body: `${marker('hl.yml')} mine`, system: false, author: { id: 8 } });
    server.notes.push({ id: 2, body: `> ${marker('hl.yml')}`, system: false, author: { id: 7 } });
    expect(await say(body)).toBe('made');
    expect(server.notes.slice(0, 2).map((note) => note.body)).toEqual([`${marker('hl.yml')} mine`, `> ${marker('hl.yml')}`]);
  });

  test('nothing to tell begins no note, and ends one', async () => {
    expect(await say(body, true)).toBe('left');
    expect(server.notes).toEqual([]);
    await say(body);
    expect(await say(`${body}nothing`, true)).toBe('edited');
  });
});

describe('when GitLab says no', () => {
  test.each([
    ['a wrong token', () => client('wrong'), 'HL_GITLAB_TOKEN', 'refused'],
    ['the job’s own token', () => client('job-token', 'JOB-TOKEN'), 'HL_GITLAB_TOKEN', 'refused'],
    [
      'another project',
      () => gitlab({ api: server.api, project: '43', token: new Secret('correct-horse'), kind: 'PRIVATE-TOKEN' }),
      'HL_GITLAB_NOT_FOUND',
      'refused',
    ],
  ])('%s', async (_, make, code, kind) => {
    const error = await tell(make(), '5', 'hl.yml', 'x', false).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code, kind, hint: expect.stringContaining('api') });
    expect(JSON.stringify(error)).not.toContain('correct-horse');
  });

  test.each([
    [403, 'HL_GITLAB_DENIED', 'refused', 1],
    [404, 'HL_GITLAB_NOT_FOUND', 'refused', 1],
    [400, 'HL_GITLAB_REFUSED', 'refused', 1],
    [302, 'HL_GITLAB_URL', 'input', 1],
  ])('%i is not tried again', async (status, code, kind, requests) => {
    server.faults.push({ status });
    await expect(client().get('/environments')).rejects.toMatchObject({ code, kind });
    expect(server.asked).toHaveLength(requests);
  });

  test('busy: waits as long as it is told to, and is heard', async () => {
    server.faults.push({ status: 429, headers: { 'retry-after': '0' } }, { status: 502 }, { status: 503 });
    expect(await say('x')).toBe('made');
    expect(server.notes).toHaveLength(1);
  });

  test('busy for longer than anybody waits', async () => {
    server.faults.push({ status: 429, headers: { 'retry-after': '3600' } });
    await expect(say('x')).rejects.toMatchObject({ code: 'HL_GITLAB_BUSY', kind: 'unreachable' });
  });

  test('what may have been made is not made twice', async () => {
    server.faults.push({ status: 500 });
    await expect(client().post('/deployments', {})).rejects.toMatchObject({ code: 'HL_GITLAB_BUSY' });
    expect(server.asked).toHaveLength(1);
  });

  test('nobody answers', async () => {
    await server.close();
    await expect(client().self()).rejects.toMatchObject({ code: 'HL_GITLAB_UNREACHABLE', kind: 'unreachable' });
  });
});
