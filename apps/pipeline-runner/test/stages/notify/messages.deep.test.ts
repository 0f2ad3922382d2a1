import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { metube, path, startPipelines } from '../../lab/world/pipelines.js';
import type { Pipelines } from '../../lab/world/pipelines.js';

let world: Pipelines;
const at = (name: string): string => join(world.repository, '.hl', name);

beforeEach(async () => {
  world = await startPipelines();
});

afterEach(() => world.close());

interface Embed {
  readonly title: string;
}

/** What stands in the channel: the title of each message. */
const titles = (): string[] => world.lab.discord.messages().map(({ payload }) => (payload['embeds'] as Embed[])[0]?.title ?? '');
const last = (): string => JSON.stringify(world.lab.discord.messages().at(-1)?.payload);
const first = (): string => JSON.stringify(world.lab.discord.messages()[0]?.payload);
const asked = (): string => world.lab.discord.requests.map(({ method }) => method).join(' ');
const stageOf = (name: string, text: string): string | undefined => new RegExp(`(✅|❌|⚠️|🔄|▫️|⏭️) ${name}\\b`).exec(text)?.[1];

async function jobs(env: NodeJS.ProcessEnv, ...names: string[]): Promise<string[]> {
  const said: string[] = [];
  for (const name of names) {
    const { code, text } = await world.hl(name, env);
    said.push(text);
    if (![0, 1, 2, 75].includes(code)) throw new Error(`hl ${name} ended with ${code}: ${text}`);
  }
  return said;
}

test('one message a run: it begins with the plan, goes on with each stage, and the last word is the end', async () => {
  const env = world.commit({ [path]: metube });
  await jobs(env, 'detect', 'validate');
  expect(asked()).toBe('');
  await jobs(env, 'plan');
  expect(asked()).toBe('POST');
  expect(first()).toMatch(/metube/);
  expect(JSON.parse(readFileSync(at('messages/plan.json'), 'utf8'))).toMatchObject({
    run: env['CI_PIPELINE_ID'],
    messages: [{ channel: 'discord' }],
  });
  const begun = first();

  await jobs(env, 'deploy');
  expect(asked()).toBe('POST PATCH');
  expect(first()).not.toBe(begun);
  await jobs(env, 'remove', 'traefik');
  expect(stageOf('traefik', first())).toBe('✅');
  const shown = first();

  // The job beside it does not see what that one left.
  renameSync(at('outcomes/traefik.json'), at('traefik.json'));
  await jobs(env, 'dns');
  expect(first()).toBe(shown);
  renameSync(at('traefik.json'), at('outcomes/traefik.json'));
  await jobs(env, 'authentik');
  expect(['traefik', 'dns', 'authentik'].map((name) => stageOf(name, first()))).toEqual(['✅', '✅', '✅']);

  // Somebody deletes it: it is sent anew, and the jobs that come go on with that one.
  world.lab.discord.deleteMessage(world.lab.discord.messages()[0]?.id ?? '');
  await jobs(env, 'glance', 'verify', 'notify success');
  expect(titles()).toEqual([expect.stringContaining('succeeded: metube')]);
  expect(first()).toMatch(/\d+\/\d+ checks passed/);

  // What changes nothing is no news.
  const before = asked();
  await jobs(env, 'detect', 'plan', 'notify success');
  expect(asked()).toBe(before);

  // A merge request is told nothing, and neither is another branch, nor whom the pipeline was told not to tell.
  const other = world.commit({ [path]: metube.replace('Video downloader', 'Films') });
  await jobs(other, 'detect');
  const nobody = [
    { CI_PIPELINE_SOURCE: 'merge_request_event' },
    { CI_COMMIT_BRANCH: 'a', CI_DEFAULT_BRANCH: 'main' },
    { HL_MESSAGES: 'false' },
  ];
  for (const more of nobody) await jobs({ ...other, ...more }, 'plan');
  expect(asked()).toBe(before);
  expect(existsSync(at('messages'))).toBe(false);

  // A newer run takes over: that is what becomes of the message.
  await jobs(other, 'plan');
  expect(titles()[1]).toBe('🔄 Deploying metube');
  const error = { code: 'HL_SUPERSEDED', kind: 'superseded', message: 'pipeline 8 has taken over: nothing was written here' };
  mkdirSync(at('failures'), { recursive: true });
  writeFileSync(at('failures/deploy.json'), JSON.stringify({ version: 1, stage: 'deploy', error }));
  await jobs(other, 'notify success');
  expect(titles().slice(1)).toEqual(['⏭️ A newer run has taken over']);
}, 120_000);

test('a failure is told with its reason, once; another one again; and when it goes well again', async () => {
  const env = world.commit({ [path]: metube });
  await jobs(env, 'detect', 'validate', 'plan');
  // The deploy job is killed: it leaves nothing.
  await jobs(env, 'notify failure');
  expect(titles()).toHaveLength(2); // an edit calls nobody
  expect(titles()).toEqual([expect.stringContaining('failed: metube'), expect.stringContaining('failed: metube')]);
  expect([first(), last()]).toEqual([
    expect.stringContaining('deploy: left nothing behind'),
    expect.stringContaining('deploy: left nothing behind'),
  ]);

  const retried = { ...env, CI_PIPELINE_ID: '90' };
  const [, , , said] = await jobs(retried, 'detect', 'validate', 'plan', 'notify failure');
  expect(said).toContain('of the same failure');
  expect(titles()).toHaveLength(2);

  const text = readFileSync(join(world.repository, 'hl.yml'), 'utf8');
  writeFileSync(join(world.repository, 'hl.yml'), `${text}traefick: {}\n`);
  rmSync(join(world.repository, '.hl'), { recursive: true });
  const broken = { ...env, CI_PIPELINE_ID: '91' };
  await jobs(broken, 'detect', 'notify failure');
  expect(titles()).toHaveLength(3);
  expect(last()).toMatch(/detect: .*traefick/);

  writeFileSync(join(world.repository, 'hl.yml'), text);
  const well = { ...env, CI_PIPELINE_ID: '92' };
  expect(await world.all(well)).toContain('told (success): recovered');
  expect(titles()).toHaveLength(4); // the commit that failed: one more try of it has no beginning
  expect((await world.hl('notify success', well)).text).not.toContain('recovered');
}, 120_000);
