import { HlError, type PlanFile } from '@hl/core';
import { stringify } from 'yaml';
import { needsOf } from '../stages/apply/batches.js';

/** What the jobs of the child pipeline have in common with the job that writes it. */
export interface FanOutJob {
  readonly image?: string | undefined;
  readonly tags: readonly string[];
  /** How hl is called. */
  readonly hl: string;
  readonly before: readonly string[];
}

/** Jobs that one job may wait for. Source: https://docs.gitlab.com/ci/yaml/#needs */
const mostNeeds = 50;

/**
 * A child pipeline that deploys the containers of each host in a job of its own, side by side; a host whose services depend on those of
 * another waits for that host's job, and hosts that depend on each other are one job. Pure.
 *
 * @throws HlError HL_FAN_OUT
 */
export function fanOut(plan: PlanFile, { image, tags, hl, before }: FanOutJob): string {
  const groups = together(dependencies(plan));
  const nameOf = (hosts: readonly string[]): string => `deploy ${hosts.join(' ')}`.slice(0, 128);
  const parent = (job: string): object => ({ pipeline: '$HL_PIPELINE_ID', job, artifacts: true });
  const jobs = groups.map(({ hosts, after }) => {
    const needs = [
      parent('detect_changes'),
      parent('plan_deployment'),
      ...after.map((group) => ({ job: nameOf(group), artifacts: false })),
    ];
    if (needs.length > mostNeeds)
      throw new HlError('HL_FAN_OUT', `${hosts.join(', ')} would wait for ${after.length} other hosts`, {
        kind: 'input',
        hint: `GitLab lets a job wait for ${mostNeeds - 2} others: leave fan_out off for this fleet.`,
      });
    const command = ['deploy', ...hosts.flatMap((host) => ['--host', host])].join(' ');
    return [
      nameOf(hosts),
      {
        stage: 'deploy',
        ...(image === undefined ? {} : { image: { name: image, entrypoint: [''] } }),
        ...(tags.length === 0 ? {} : { tags }),
        variables: { HL: hl, GIT_DEPTH: '0' },
        interruptible: false,
        needs,
        ...(before.length === 0 ? {} : { before_script: before }),
        script: [`$HL ${command}`],
        artifacts: { when: 'always', paths: ['.hl/outcomes/deploy.json'] },
      },
    ];
  });
  // A child pipeline must have a job.
  const none = [
    [
      'nothing to deploy',
      { stage: 'deploy', ...(tags.length === 0 ? {} : { tags }), variables: { GIT_STRATEGY: 'none' }, script: ['true'] },
    ],
  ];
  return stringify({ stages: ['deploy'], ...Object.fromEntries(jobs.length === 0 ? none : jobs) } as object, { lineWidth: 0 });
}

/** Hosts with something to deploy, each with those whose services must be up first. */
function dependencies({ services, changes, conflicts }: PlanFile): Map<string, Set<string>> {
  const changed = new Set([...changes, ...conflicts].filter(({ system }) => system === 'compose').map(({ service }) => service));
  const making = services.flatMap(({ name, after }) => (after?.deployment && changed.has(name) ? [after] : []));
  const hostOf = new Map(making.map(({ name, host }) => [name, host]));
  const hosts = new Map(making.map(({ host }) => [host, new Set<string>()]));
  for (const service of making)
    for (const need of needsOf(service)) {
      const host = hostOf.get(need);
      if (host !== undefined && host !== service.host) hosts.get(service.host)?.add(host);
    }
  return hosts;
}

interface Group {
  readonly hosts: readonly string[];
  /** Groups that go first. */
  readonly after: readonly (readonly string[])[];
}

/** Hosts that wait for each other, directly or not, as one group. */
function together(hosts: ReadonlyMap<string, ReadonlySet<string>>): Group[] {
  const reach = new Map([...hosts.keys()].map((host) => [host, reachable(hosts, host)]));
  const waits = (a: string, b: string): boolean => reach.get(a)?.has(b) === true;
  const groupOf = (host: string): string[] =>
    [...hosts.keys()].filter((other) => other === host || (waits(host, other) && waits(other, host)));
  const groups = [...hosts.keys()].filter((host) => groupOf(host)[0] === host).map(groupOf);
  return groups.map((own) => ({
    hosts: own,
    after: groups.filter((other) => other !== own && own.some((host) => other.some((one) => hosts.get(host)?.has(one)))),
  }));
}

function reachable(hosts: ReadonlyMap<string, ReadonlySet<string>>, from: string, seen = new Set<string>()): Set<string> {
  for (const next of hosts.get(from) ?? []) if (!seen.has(next)) reachable(hosts, next, seen.add(next));
  return seen;
}
