import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { artifacts as artifactsIn } from '../../src/artifacts/artifacts.js';
import { run } from '../../src/commands/run.js';
import { jobOn, nothing, servicesOf, worldsOf } from '../model/fleet.js';
import { file, history, siteYml, type Commit } from '../model/history.js';
import { commitAll, folder, gitIn } from '../support/folder.js';
import { hlIn, type Said } from '../support/hl.js';

let cwd: string;
beforeEach(() => {
  const [app, other] = [file('app'), file('other', { host: 'two' })];
  cwd = folder({ 'hl.yml': siteYml, 'services/media/app.yml': app, 'services/media/other.yml': other });
});

const hl = (...argv: string[]): Promise<Said> => hlIn(cwd, argv);
const git = (...args: string[]): string => gitIn(cwd)(...args);

test('files that are named are checked, and what others say counts for nothing; the report of all stays', async () => {
  writeFileSync(join(cwd, 'services/media/broken.yml'), 'service: [');
  writeFileSync(join(cwd, 'services/media/twin.yml'), file('app'));
  expect((await hl('validate')).code).toBe(2);
  const report = readFileSync(join(cwd, '.hl/gl-code-quality-report.json'), 'utf8');
  expect(await hl('validate', 'services/media/app.yml', join(cwd, 'services/media/other.yml'))).toMatchObject({
    code: 0,
    out: expect.stringContaining('2 service files are valid'),
  });
  const { code, out } = await hl('validate', 'services/media/app.yml', 'services/media/broken.yml');
  expect(code).toBe(2);
  expect(out).toContain('services/media/broken.yml:1:');
  expect(readFileSync(join(cwd, '.hl/gl-code-quality-report.json'), 'utf8')).toBe(report);
});

test('a file that is not there is an input error', async () => {
  const { code, err } = await hl('validate', 'services/media/none.yml');
  expect(code).toBe(2);
  expect(err).toContain('services/media/none.yml is not there');
});

test('detection of one service finds it changed or not, and no other; one that nobody knows is an input error', async () => {
  git('init', '-q');
  commitAll(cwd);
  expect((await hl('detect', '--service', 'app')).code).toBe(0);
  const changes = JSON.parse(readFileSync(join(cwd, '.hl/changes.json'), 'utf8')) as { deploy: { name: string }[] };
  expect(changes).toMatchObject({ total: 1, mode: 'incremental', asked: { service: 'app' }, remove: [] });
  expect(changes.deploy.map(({ name }) => name)).toEqual(['app']);
  const { code, err } = await hl('detect', '--service', 'none');
  expect(code).toBe(2);
  expect(err).toContain('there is no service none');
});

test('a service that is gone from git is taken away alone', async () => {
  git('init', '-q');
  commitAll(cwd);
  git('rm', '-q', 'services/media/app.yml', 'services/media/other.yml');
  git('commit', '-qm', 'gone');
  await hl('detect', '--service', 'app', '--base', 'HEAD~1');
  expect(JSON.parse(readFileSync(join(cwd, '.hl/changes.json'), 'utf8'))).toMatchObject({
    deploy: [],
    remove: [{ name: 'app', action: 'delete' }],
    deleted: 1,
    total: 1,
  });
});

test.each([['verify'], ['render']])('hl %s of a service that nobody knows is an input error', async (command) => {
  const argv = command === 'verify' ? ['verify', '--service', 'none'] : ['render', 'none'];
  expect(await hl(...argv)).toMatchObject({ code: 2, err: expect.stringContaining('there is no service none') });
  expect(existsSync(join(cwd, '.hl/verification.json'))).toBe(false);
});

test('a run of one service makes it and leaves the others', async () => {
  const [commit] = history([{ app: file('app'), other: file('other', { host: 'two' }) }]) as [Commit];
  const state = structuredClone(nothing);
  const { context, failures } = jobOn(state, { number: 1, commit, before: commit, byHand: true });
  const { code } = await run({ context, failures, artifacts: artifactsIn(join(cwd, '.hl')) }, { service: 'app' });
  expect(code).toBe(0);
  expect(state.worlds).toEqual(worldsOf(servicesOf(commit).filter(({ name }) => name === 'app')));
});
