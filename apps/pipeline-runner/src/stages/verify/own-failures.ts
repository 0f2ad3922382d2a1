import { equal, type CheckResult } from '@hl/core';
import type { Check } from '@hl/verify';
import type { Job } from '../../systems/system.js';

/** A check and what came of it. */
export interface Looked {
  readonly check: Check;
  readonly result: CheckResult;
}

export const pairs = (checks: readonly Check[], results: readonly CheckResult[]): Looked[] =>
  results.flatMap((result, index) => (checks[index] ? [{ check: checks[index], result }] : []));

/** What this run did with a service, and what of the world does not work. */
export interface Circumstances {
  /** Checks of what it was before. */
  readonly before: readonly Check[];
  /** Jobs that changed something of it. */
  readonly touched: ReadonlySet<Job>;
  /** Jobs whose systems do not answer at all. */
  readonly broken: ReadonlySet<Job>;
}

/** The jobs whose work a check looks at; null: it says nothing about a version. */
export function restsOn(check: Check): readonly Job[] | null {
  switch (check.kind) {
    case 'container':
      return ['deploy'];
    case 'port':
    case 'health':
      return check.at === 'elsewhere' ? [] : check.at === 'proxy' ? ['deploy', 'traefik'] : ['deploy'];
    case 'dns':
      return ['dns'];
    case 'tls':
    case 'redirect':
      return ['traefik'];
    case 'route':
      return check.sso ? ['deploy', 'traefik', 'authentik'] : ['deploy', 'traefik'];
    case 'sso':
      return ['deploy', 'traefik', 'authentik'];
    default:
      return null;
  }
}

/**
 * Pure: the failures that are a version's own doing. It was well before with the same check, or the check is new; this run changed
 * something that the check looks at; and all that the check needs besides works.
 */
export function ownFailures(looked: readonly Looked[], { before, touched, broken }: Circumstances): CheckResult[] {
  const failing = looked.filter(({ result }) => result.status === 'fail');
  const isNew = (check: Check): boolean => !before.some((one) => equal(one, check));
  // A machine that hl does not deploy to, asked as before: whatever leads there fails with it.
  const machineGone = failing.some(({ check }) => 'at' in check && check.at === 'elsewhere' && !isNew(check));
  return failing
    .filter(({ check, result }) => {
      const jobs = restsOn(check);
      if (jobs === null || isForeign(result) || jobs.some((job) => broken.has(job))) return false;
      if (machineGone && jobs.includes('traefik')) return false;
      return isNew(check) || jobs.some((job) => touched.has(job));
    })
    .map(({ result }) => result);
}

/** A certificate comes from an authority, when that answers: no version brings its own. */
const isForeign = ({ actual }: CheckResult): boolean => /^(no )?certificate|TRAEFIK DEFAULT CERT/.test(actual);
