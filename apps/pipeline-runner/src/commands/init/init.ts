import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Site } from '@hl/core';
import { loadSite } from '@hl/schema/site';
import { openContext } from '../../context.js';
import { invalid } from '../../repository/diagnostics.js';
import { sshLookup } from '../../systems/fleet.js';
import { secretNames } from '../../systems/registry.js';
import { examineAll, linesFor, summaryOf } from '../doctor/doctor.js';
import { schemaTexts, writeSchemas } from '../schema/files.js';
import { standardFolder } from '../schema/refresh.js';
import { answered, siteOf, type Answered } from './answers.js';
import { firstService } from './first-service.js';
import { nextSteps } from './next.js';
import { keepVariables } from './variables.js';
import { pipelineFile, pipelineFor, pipelines, type Pipeline } from './write/ci.js';
import { companions, planned, type FilePlan, type Wish } from './write/files.js';
import { siteText } from './write/site-text.js';
import type { Given, World } from './world.js';

/**
 * Makes an empty or existing folder a homelab repository: looks at the hosts and writes what is missing. What is there stays, but for files
 * that are only added to.
 *
 * @throws HlError HL_USAGE, HL_INVALID; what keeps a host from being looked at
 */
export async function init(world: World, given: Given): Promise<{ code: number }> {
  const { cwd, configPath, print } = world;
  const textAt = (path: string): string | null => (existsSync(resolve(cwd, path)) ? readFileSync(resolve(cwd, path), 'utf8') : null);
  const there = textAt(configPath);
  const fresh = there === null || given.force ? await answered(world, given) : null;
  const { site, wish } = fresh === null ? kept(there ?? '', world) : made(fresh, world);

  const services = filesBelow(resolve(cwd, site.services)).filter((path) => path.endsWith('.yml'));
  const wantsService = fresh !== null && given.service && services.length === 0;
  const pipeline = await pipelineOf(world, given, site, fresh !== null);
  const ownChannels = Object.values(site.notifications?.channels ?? {}).map(({ variable }) => variable);
  const secrets = [...new Set([...secretNames(site), ...(site.discord === null ? [] : ['DISCORD_WEBHOOK_URL']), ...ownChannels])];
  const wishes: Wish[] = [
    wish,
    ...(wantsService ? [firstService(site, fresh.answers.ledger, fresh.looked)] : []),
    ...companions(site, secrets, pipeline, world.version),
  ];
  const plans: FilePlan[] = [];
  for (const one of wishes) plans.push(await decided(planned(one, textAt(one.path), given.force), world, fresh !== null));
  const changed = plans.filter(({ state }) => state !== 'same' && state !== 'kept');
  tell(plans, world, given);
  if (given.dryRun) {
    print.text(changed.flatMap(({ path, text }) => [`# ${path}`, ...text.trimEnd().split('\n'), '']));
    print.data({ files: plans.map(({ path, state }) => ({ path, state })), written: false });
    return { code: 0 };
  }
  for (const { path, text } of changed) {
    mkdirSync(dirname(resolve(cwd, path)), { recursive: true });
    writeFileSync(resolve(cwd, path), text);
  }
  writeSchemas(cwd, standardFolder, schemaTexts(cwd, configPath, ['service', 'site']));
  await repositoryIn(world, given);
  const values = await keepVariables(world, secrets, fresh?.keyFile ?? null);
  const findings = given.look ? await checkUp(world, values) : null;
  const next = nextSteps(world, {
    site,
    changed,
    fresh,
    secrets: secrets.filter((name) => !world.environment(values).secret(name)),
    looked: given.look,
  });
  print.text(['', ...next]);
  print.data({
    files: plans.map(({ path, state }) => ({ path, state })),
    written: true,
    found: fresh?.answers.found ?? null,
    findings,
    next,
  });
  return { code: 0 };
}

function kept(text: string, { configPath: path, environment }: World): { site: Site; wish: Wish } {
  const { site, diagnostics } = loadSite(text, path, { ssh: sshLookup(environment()) });
  if (site === null) throw invalid(diagnostics);
  return { site, wish: { path, text } };
}

const made = ({ answers }: Answered, world: World): { site: Site; wish: Wish } => ({
  site: siteOf(answers, world),
  wish: { path: world.configPath, text: siteText(answers) },
});

const filesBelow = (folder: string): string[] => (existsSync(folder) ? readdirSync(folder, { recursive: true }).map(String) : []);

/** Of a repository that has a pipeline or an hl.yml already, only the one that is asked for. */
async function pipelineOf({ cwd, ask, git, version }: World, { ci }: Given, site: Site, isNew: boolean): Promise<Pipeline> {
  if (ci !== undefined) return ci;
  const path = (kind: Pipeline): string => pipelineFile(kind, version, site)?.path ?? '';
  const there = pipelines.find((kind) => kind !== 'none' && existsSync(join(cwd, path(kind))));
  if (there !== undefined || !isNew) return 'none';
  const { code, stdout } = await git(['git', 'remote', 'get-url', 'origin'], existsSync(cwd) ? cwd : '/');
  const otherwise = pipelineFor(code === 0 ? stdout.toString().trim() : null);
  return ((await ask?.({ text: 'Pipeline', choices: pipelines, otherwise })) as Pipeline | undefined) ?? otherwise;
}

/** Who sits there may look at what would be written, and choose. */
async function decided(plan: FilePlan, { ask, print }: World, isNew: boolean): Promise<FilePlan> {
  if (plan.state !== 'kept' || ask === null || !isNew) return plan;
  for (;;) {
    const answer = await ask({ text: `${plan.path} is there already`, choices: ['keep', 'show', 'replace'], otherwise: 'keep' });
    if (answer === 'keep') return plan;
    if (answer === 'replace') return { ...plan, state: 'replaced' };
    print.text(plan.text.trimEnd().split('\n'));
  }
}

const said = {
  new: 'written',
  same: 'as it is',
  merged: 'added to',
  kept: 'kept as it is (--force replaces it)',
  replaced: 'replaced',
} as const;

function tell(plans: readonly FilePlan[], { print }: World, { dryRun }: Given): void {
  const width = Math.max(...plans.map(({ path }) => path.length));
  print.text(
    plans.map(
      ({ path, state }) =>
        `  ${path.padEnd(width)}  ${dryRun ? said[state].replace(/^(written|added|replaced)/, 'would be $1') : said[state]}`,
    ),
  );
  if (plans.every(({ state }) => state === 'same')) print.step('everything is there: nothing was changed');
}

/** A folder that is no git repository becomes one, unless somebody says no. */
async function repositoryIn({ cwd, ask, git, print }: World, given: Given): Promise<void> {
  if (!given.git || (await git(['git', 'rev-parse', '--git-dir'], cwd)).code === 0) return;
  if ((await ask?.({ text: 'Make it a git repository?', choices: ['yes', 'no'], otherwise: 'yes' })) === 'no') return;
  const { code, stderr } = await git(['git', 'init', '--quiet', '--initial-branch=main'], cwd);
  if (code === 0) print.step('made a git repository');
  else print.warn(`git init: ${stderr.trim()}\n  → Make it by hand: hl compares commits.`);
}

/** What is not well yet, in short. */
async function checkUp({ cwd, configPath, print, environment }: World, values: Readonly<Record<string, string>>) {
  const context = await openContext({ cwd, config: configPath }, environment(values), print);
  try {
    const groups = await examineAll(context, { seconds: 30 });
    const unwell = groups.map(({ target, findings }) => ({ target, findings: findings.filter(({ status }) => status !== 'pass') }));
    print.text(linesFor(unwell));
    print.step(`hl doctor: ${summaryOf(groups)}`);
    return unwell.flatMap(({ target, findings }) => findings.map((finding) => ({ target, ...finding })));
  } finally {
    await context.close();
  }
}
