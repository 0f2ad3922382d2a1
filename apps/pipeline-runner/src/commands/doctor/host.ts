import { readFileSync } from 'node:fs';
import type { Host, Remote } from '@hl/core';
import { count } from '../../text/count.js';
import { atLeast, fail, pass, warn, type Finding } from '../../systems/finding.js';

const script = readFileSync(new URL('../../../scripts/examine-host.sh', import.meta.url), 'utf8');

/** A directory that hl writes to. `whole`: it must be there already. */
export interface Place {
  readonly path: string;
  readonly what: string;
  readonly whole: boolean;
}

export interface HostNeeds {
  readonly installRoot: string;
  readonly places: readonly Place[];
}

/** The machine itself: whether it lets us in, its clock, disk, programs, and directories. @throws HlError when it does not let us in */
export async function examineHost(remote: Remote, host: Host, needs: HostNeeds, now: () => number): Promise<Finding[]> {
  const asked = now();
  const paths = [needs.installRoot, ...needs.places.map(({ path }) => path)];
  const { stdout } = await remote.run(['sh', '-c', script, 'sh', ...paths], { what: 'a look at the machine' });
  const way = host.kind === 'local' ? 'this machine' : `${host.user} at ${host.address}:${host.port}, by a host key that is known`;
  const found = findingsOf(stdout, needs, { from: asked, to: now() });
  return [pass('login', way), ...found.filter(({ check }) => host.kind !== 'swarm' || check !== 'compose version')];
}

/** @param between milliseconds since 1970 by our clock, before and after the answer */
export function findingsOf(
  printed: string,
  { installRoot, places }: HostNeeds,
  between: { readonly from: number; readonly to: number },
): Finding[] {
  const rows = printed.split('\n').map((line) => line.split('\t'));
  const value = (word: string): string => rows.find(([first]) => first === word)?.[1] ?? '';
  const at = (path: string): readonly string[] => rows.find(([first, second]) => first === 'path' && second === path)?.slice(2) ?? [];
  return [
    clock(Number(value('clock')), between),
    disk(installRoot, Number(at(installRoot)[2] || NaN)),
    ...program('docker version', value('docker'), [20, 10], 'Update Docker Engine there.'),
    ...program('compose version', value('compose'), [2, 20], 'Update the package docker-compose-plugin (or docker-compose-v2) there.'),
    ...places.map((place) => written(place, at(place.path))),
  ];
}

const tolerated = 10;

function clock(seconds: number, { from, to }: { readonly from: number; readonly to: number }): Finding {
  const off = Math.round(Math.max(from / 1_000 - 1 - seconds, seconds - to / 1_000, 0));
  if (off <= tolerated) return pass('clock', 'as ours');
  const hint = 'Let both get the time by NTP: timedatectl set-ntp true.';
  return warn('clock', `differs from ours by ${count(off, 'second')}`, hint);
}

/** MiB: less is little, or too little. */
const [little, tooLittle] = [2_048, 200];

function disk(path: string, kibibytes: number): Finding {
  if (Number.isNaN(kibibytes)) return warn('disk', `what is free at ${path} cannot be told`);
  const free = Math.floor(kibibytes / 1_024);
  const message = `${free >= 10_240 ? `${Math.floor(free / 1_024)} GiB` : `${free} MiB`} free at ${path}`;
  const hint = 'Free some space there, e.g. with: docker image prune';
  if (free < tooLittle) return fail('disk', 'refused', message, hint);
  return free < little ? warn('disk', message, hint) : pass('disk', message);
}

/** Why it is not there, the system itself tells. */
const program = (check: string, said: string, least: readonly [number, number], hint: string): Finding[] =>
  /^v?\d/.test(said) ? [atLeast(check, said, least, hint)] : [];

function written({ path, what, whole }: Place, [at = '', may = '']: readonly string[]): Finding {
  const name = `write ${path}`;
  if (whole && at !== path)
    return fail(name, 'input', `${path} is not there: it is ${what}`, 'Correct the path in hl.yml, or make the directory.');
  if (may === 'yes') return pass(name, what);
  const hint = 'Give the SSH user write access there, or set sudo: true for the host in hl.yml.';
  return fail(name, 'refused', `the SSH user may not write in ${at}, for ${what}`, hint);
}
