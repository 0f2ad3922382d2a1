import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { metube, path, secret, startPipelines } from '../lab/world/pipelines.js';
import { bundle, root } from '../support/bundle.js';
import { runWorkflow, type Event } from './workflow.js';

const text = readFileSync(join(root, 'templates/actions.yml'), 'utf8');

test('the workflow of Actions: a pull request shows, a push deploys, a person takes back, what is broken is told', async () => {
  const { lab, repository, commit, close } = await startPipelines();
  try {
    bundle(join(repository, 'hl.mjs'));
    let id = 1_000;
    const run = (event: Event, sha: string | undefined, base?: string) => {
      writeFileSync(join(lab.directory, 'event.json'), JSON.stringify({ pull_request: { base: { sha: base } } }));
      const secrets = {
        SSH_KEY: readFileSync(String(lab.env['SSH_KEY_FILE']), 'utf8'),
        SSH_KNOWN_HOSTS: readFileSync(String(lab.env['SSH_KNOWN_HOSTS']), 'utf8'),
        DISCORD_WEBHOOK_URL: lab.env['DISCORD_WEBHOOK_URL'],
      };
      const { SSH_KEY_FILE: _, SSH_KNOWN_HOSTS: __, ...known } = lab.env;
      const runner = {
        GITHUB_ACTIONS: 'true',
        GITHUB_RUN_ID: String((id += 1)),
        GITHUB_SHA: sha,
        GITHUB_REF_NAME: 'main',
        GITHUB_WORKSPACE: repository,
        GITHUB_EVENT_PATH: join(lab.directory, 'event.json'),
      };
      return runWorkflow(
        text,
        repository,
        { ...event, secrets: secrets as Record<string, string> },
        { ...known, ...runner, EXAMPLE_API_KEY: secret, HOME: lab.directory },
      );
    };
    const start = lab.snapshot();
    const { CI_COMMIT_SHA: sha, CI_COMMIT_BEFORE_SHA: before } = commit({ [path]: metube, '.gitignore': '.hl/\n.hl-runner/\nhl.mjs\n' });

    const shown = await run({ name: 'pull_request' }, sha, before);
    expect(
      Object.entries(shown.ended)
        .filter(([, outcome]) => outcome === 'success')
        .map(([name]) => name),
    ).toEqual(['prepare', 'detect', 'validate', 'plan', 'the key goes']);
    expect(shown.summary).toContain('| metube | add |');
    expect(lab.snapshot()).toEqual(start);

    const { ended, failed, keyLeft, printed } = await run({ name: 'push' }, sha);
    if (failed) throw new Error(printed);
    const skipped = Object.entries(ended)
      .filter(([, outcome]) => outcome !== 'success')
      .map(([name]) => name);
    expect([skipped, keyLeft]).toEqual([['drift', 'rollback', 'notify rollback', 'notify failure'], false]);
    expect(await lab.pihole.resolve('metube.lab.example')).toEqual([lab.traefik.address]);

    const back = await run({ name: 'workflow_dispatch', inputs: { what: 'rollback', run: '' } }, sha);
    expect([back.failed, back.ended['rollback'], back.ended['notify rollback'], back.ended['deploy']]).toEqual([
      false,
      'success',
      'success',
      'skipped',
    ]);
    expect(lab.snapshot()).toEqual(start);

    const broken = await run({ name: 'push' }, commit({ [path]: metube.replace('port: 8082', 'port: many') }).CI_COMMIT_SHA);
    expect([broken.failed, broken.ended['plan'], broken.ended['notify failure']]).toEqual([true, 'skipped', 'success']);
    expect(broken.printed).toContain('Discord was told (failure)');
  } finally {
    await close();
  }
}, 300_000);
