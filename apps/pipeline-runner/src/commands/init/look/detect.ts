import { hostNames, type Container } from './container.js';
import type { Found, OnHost, Remark } from './found.js';
import { staticFiles } from './static.js';
import { adguardFiles, adguardIn, authentikIn, glanceFiles, glanceIn, isAuthentik, piholeIn } from './systems.js';
import { traefikIn } from './traefik.js';

/** One host and what runs on it. */
export interface Seen extends OnHost {
  readonly containers: readonly Container[];
}

const isTraefik = ({ program }: Container): boolean => program === 'traefik';
const isPihole = ({ program }: Container): boolean => program === 'pihole';
const isAdguard = ({ program }: Container): boolean => program === 'adguardhome';
const isGlance = ({ program }: Container): boolean => program === 'glance';

/** Paths on a host of what detection reads there. */
export const filesFor = (containers: readonly Container[]): string[] => [
  ...new Set([
    ...containers.filter(isTraefik).flatMap(staticFiles),
    ...containers.filter(isAdguard).flatMap(adguardFiles),
    ...containers.filter(isGlance).flatMap(glanceFiles),
  ]),
];

/** The systems among the containers of all hosts. Pure. */
export function detect(hosts: readonly Seen[]): Found {
  const remarks: Remark[] = [];
  const all = <T>(
    is: (container: Container) => boolean,
    look: (container: Container, on: OnHost) => { found: T; remarks: readonly Remark[] },
  ): T[] =>
    hosts.flatMap((host) =>
      host.containers.filter(is).map((container) => {
        const { found, remarks: more } = look(container, host);
        remarks.push(...more);
        return found;
      }),
    );
  /** A site has one of these. */
  const one = <T extends { host: string }>(system: string, found: readonly T[], isBetter: (one: T) => boolean): T | null => {
    const chosen = found.find(isBetter) ?? found[0] ?? null;
    for (const other of found.filter((one) => one !== chosen))
      remarks.push({
        system,
        host: other.host,
        message: `is there, too; the one on ${chosen?.host} was taken`,
        hint: 'Change hl.yml when it should be this one.',
      });
    return chosen;
  };
  return {
    traefik: one('Traefik', all(isTraefik, traefikIn), ({ directory }) => directory !== null),
    pihole: all(isPihole, piholeIn).flatMap((found) => found ?? []),
    adguard: all(isAdguard, adguardIn),
    authentik: one('Authentik', all(isAuthentik, authentikIn), ({ url }) => url !== null),
    glance: one('Glance', all(isGlance, glanceIn), ({ config }) => config !== null),
    domain: commonDomain(hosts.flatMap(({ containers }) => containers.flatMap(hostNames))),
    remarks,
  };
}

/** What is left of most names without their first part; of equally many the first. */
function commonDomain(names: readonly string[]): string | null {
  const domains = names.map((name) => name.replace(/^[^.]+\./, '')).filter((domain) => domain.includes('.'));
  const count = (domain: string): number => domains.filter((other) => other === domain).length;
  return [...domains].sort((a, b) => count(b) - count(a))[0] ?? null;
}
