import type { AbsentContainerCheck, ContainerCheck } from '../checks/check.js';
import type { Container } from '../client/docker.js';
import type { Sample } from '../client/sampler.js';
import type { Evidence } from '../evidence/evidence.js';
import type { Probe, Verdict } from '../result.js';

/** Samples in a row that have to be good: a crash loop looks fine in one. */
const wanted = 3;

/** Looks at one service, several times. `sample` comes when a look is due. */
export function containerProbe(check: ContainerCheck, sample: () => Promise<Sample>): Probe {
  const judge = containerJudge(check);
  const look = async (): Promise<Verdict> => {
    const seen = await sample();
    return { ...judge(seen), evidence: containerEvidence(ofService(seen.containers, check), check.host) };
  };
  return { expected: `running on ${check.host}, ${wanted} looks in a row`, paced: true, look };
}

export function containerJudge(check: ContainerCheck): (sample: Sample) => Verdict {
  let good: Sample[] = [];
  let restarts = 0;
  return (sample) => {
    const own = ofService(sample.containers, check).filter(({ oneOff }) => !oneOff);
    const problem = problemOf(own, check);
    const again = good.length === 0 ? null : restarted(good, sample, check);
    if (again !== null) restarts += 1;
    if (problem !== null || again !== null) good = [];
    if (problem === null) good.push(sample);
    const seen = restarts === 0 ? '' : `; restarted ${restarts} times while watched`;
    if (problem !== null) return { pass: false, actual: `${problem.actual}${seen}`, hint: problem.hint };
    if (good.length >= wanted) return { pass: true, actual: own.map(described).join(', ') };
    const actual = again === null ? `running, seen ${good.length} times${seen}` : `${again} restarts${seen}`;
    return { pass: false, actual, hint: readLog(own[0]?.name ?? check.service), more: restarts === 0 };
  };
}

export const absentContainerProbe = (check: AbsentContainerCheck, sample: () => Promise<Sample>): Probe => ({
  expected: `no container on ${check.host}`,
  paced: true,
  async look() {
    const left = ofService((await sample()).containers, check);
    const evidence = containerEvidence(left, check.host);
    if (left.length === 0) return { pass: true, actual: 'none', evidence };
    return {
      evidence,
      pass: false,
      actual: left.map(described).join(', '),
      hint: `On ${check.host}: docker compose -p ${check.project} down`,
    };
  },
});

/** Told by our label, or by the project's name; names alone are not enough, somebody else may use them. */
const ofService = (all: readonly Container[], { service, project }: Pick<AbsentContainerCheck, 'service' | 'project'>): Container[] =>
  all
    .filter((one) => one.service === service || (one.service === '' && one.project === project))
    .sort((a, b) => (a.name < b.name ? -1 : 1));

function problemOf(
  own: readonly Container[],
  { service, project, host, main, sides, oneShot }: ContainerCheck,
): { actual: string; hint: string } | null {
  if (own.length === 0) return { actual: `no container of ${service} on ${host}`, hint: `Run: hl deploy. On ${host}: docker ps --all` };
  // Podman may not say which container it is.
  const there = (name: string, untold = false): boolean => own.some(({ part }) => part === name || (untold && part === ''));
  const missing = [...(main === null || there(main, true) ? [] : [main]), ...sides.filter((side) => !there(side))];
  if (missing.length > 0)
    return { actual: `no container of ${missing.join(', ')}`, hint: `On ${host}: docker compose -p ${project} ps --all` };
  // What ended well may stay so beside something that runs, or where that is all it is for.
  const mayEnd = (one: Container): boolean =>
    oneShot || sides.includes(one.part) || own.some((other) => other !== one && other.state === 'running');
  const endedWell = (one: Container): boolean => one.state === 'exited' && one.exitCode === 0 && mayEnd(one);
  const sick =
    own.find((one) => one.state !== 'running' && !endedWell(one)) ??
    own.find(({ health }) => health === 'unhealthy') ??
    own.find(({ health }) => health === 'starting');
  return sick === undefined ? null : { actual: described(sick), hint: readLog(sick.name) };
}

/**
 * Name of a container that was started anew since it was seen running: another id, less uptime than before, or less than the time it was
 * watched (docker rounds down to a second, later to a minute and more).
 */
function restarted(good: readonly Sample[], now: Sample, check: ContainerCheck): string | null {
  const first = good[0]?.answered ?? now.asked;
  const before = ofService(good.at(-1)?.containers ?? [], check);
  const again = ofService(now.containers, check).find((one) => {
    const old = before.find(({ name }) => name === one.name);
    if (old === undefined || old.state !== 'running' || one.state !== 'running') return false;
    if (old.id !== one.id) return true;
    if (old.uptime === null || one.uptime === null) return false;
    return one.uptime < old.uptime || (one.uptime < 60 && one.uptime + 1 < (now.asked - first) / 1000);
  });
  return again?.name ?? null;
}

const described = ({ name, state, health, exitCode }: Container): string =>
  `${name} ${state}${exitCode === null || state === 'running' ? '' : ` (${exitCode})`}${health === null ? '' : `, ${health}`}`;

const containerEvidence = (own: readonly Container[], host: string): Evidence => ({
  host,
  containers: own.map((one) => `${described(one)}${one.uptime === null ? '' : `, up ${one.uptime} s`}`).join('; ') || 'none',
});

const readLog = (name: string): string => `Read: docker logs --tail 50 ${name}`;
