import { homelab, serviceFile } from './world/homelab.js';
import { startPipelines } from './world/pipelines.js';
import type { Pipelines } from './world/pipelines.js';

const file = 'services/utility/tools.yml';
const tools = serviceFile('tools', { host: 'docker-apps', port: 8101, more: ', secrets: [{ name: KEY, source: TOOLS_KEY }]' });

describe('in a pipeline', () => {
  let all: Pipelines;
  beforeEach(async () => void (all = await startPipelines()), 60_000);
  afterEach(() => all.close());

  test('a merge request that sees no secret gets a plan, with the parts that it cannot see named, and exit 0', async () => {
    const start = all.lab.snapshot();
    const { CI_COMMIT_SHA, CI_COMMIT_BEFORE_SHA } = all.commit({ [file]: tools });
    const env = {
      CI: 'true',
      CI_PIPELINE_ID: '9',
      CI_PIPELINE_SOURCE: 'merge_request_event',
      CI_MERGE_REQUEST_DIFF_BASE_SHA: CI_COMMIT_BEFORE_SHA,
      CI_COMMIT_SHA,
    };
    for (const job of ['detect', 'validate']) expect(await all.hl(job, env)).toMatchObject({ code: 0 });
    const { code, text } = await all.hl('plan', env);
    expect([code, text]).toEqual([0, expect.stringContaining('Service: services/utility/tools.yml')]);
    for (const part of [/PIHOLE_API_PASSWORD is not set.*\(tools\)/, /AUTHENTIK_TOKEN is not set.*\(tools\)/, /docker-apps.*\(tools\)/])
      expect(text).toMatch(part);
    expect(all.artifact('plan.json')).toMatchObject({ place: null });
    expect(all.lab.snapshot()).toEqual(start);
    // It has taken no place: the pipeline of the branch goes on.
    const push = { ...all.commit({ 'README.md': 'x' }), TOOLS_KEY: 'a secret of the tools' };
    for (const job of ['detect', 'validate', 'plan', 'deploy']) expect([job, (await all.hl(job, push)).code]).toEqual([job, 0]);
  }, 120_000);

  test('a service that goes with its host in one commit is an error that says what to do, and nothing is touched', async () => {
    const env = { ...all.commit({ [file]: tools }), TOOLS_KEY: 'a secret of the tools' };
    await all.all(env);
    const start = all.lab.snapshot();
    const without = all.lab.siteYml.replace(/^ {2}docker-apps: .*\n/m, '');
    const gone = { ...all.commit({ [file]: null, 'hl.yml': without }), TOOLS_KEY: 'a secret of the tools' };
    await all.hl('detect', gone);
    const { code, text } = await all.hl('plan', gone);
    expect([code, text]).toEqual([
      2,
      expect.stringMatching(
        /docker-apps is not in hl\.yml any more, but tools runs there \[yours to correct: HL_HOST_GONE\]\n {2}→ Keep the host/,
      ),
    ]);
    expect(all.lab.snapshot()).toEqual(start);
    await all.all({ ...all.commit({ 'hl.yml': all.lab.siteYml }), TOOLS_KEY: 'a secret of the tools' });
    await all.all(all.commit({ 'hl.yml': without }));
  }, 120_000);
});

test('an empty entry of a killed runner stops every run with the way out, and rebuilding it brings it back', async () => {
  const { writeFileSync } = await import('node:fs');
  const { hl, commit, lab, path } = await homelab();
  try {
    commit({ 'services/one.yml': serviceFile('one', { port: 8001 }), 'services/two.yml': serviceFile('two', { port: 8002 }) });
    expect(await hl('run')).toMatchObject({ code: 0 });
    writeFileSync(path('proxy', 'var/lib/hl/services/one.json'), '');
    for (const command of ['detect', 'run', 'drift', 'rollback'])
      expect([command, await hl(command)]).toEqual([
        command,
        expect.objectContaining({ code: 4, text: expect.stringContaining('hl ledger rebuild one') }),
      ]);
    expect(await hl('ledger', 'rebuild', 'one')).toMatchObject({
      code: 0,
      text: expect.stringMatching(/= one .* as in the tree.*\n.*nothing was written: hl ledger rebuild one --write/),
    });
    expect(await hl('ledger', 'rebuild', 'one', '--write')).toMatchObject({ code: 0 });
    expect(await hl('adopt', 'one')).toMatchObject({ code: 0 });
    expect(await hl('drift')).toMatchObject({ code: 0 });
    commit({ 'services/one.yml': null });
    expect(await hl('run')).toMatchObject({ code: 0 });
    expect(await lab.pihole.resolve('one.lab.example')).toEqual([]);
  } finally {
    await lab.close();
  }
}, 120_000);
