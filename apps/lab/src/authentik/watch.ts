import type { Application, Outpost, Provider, State } from './state.js';
import { applicationOf, isOpen } from './state.js';

/** What endpoints tell about their writes: it moves the outposts, and finds violations. */
export interface Watch {
  /** Something an outpost listens to was saved. */
  push(outpost: Outpost): void;
  /** Any save of an attached provider pushes its outposts. */
  providerSaved(provider: Provider): void;
  /** Compared before and after: a write that changes nothing was not needed. */
  write<T>(what: string, subject: unknown, write: () => T): T;
  violation(text: string): void;
  /** Looks whether one of the applications that must stay closed is open. */
  openings(): void;
}

export interface WatchOptions {
  readonly strict: boolean;
  readonly violations: string[];
  /** Slugs of applications that must never be open to everybody. */
  readonly closed: ReadonlySet<string>;
  readonly onPush: (outpost: Outpost) => void;
}

export function watch(state: State, { strict, violations, closed, onPush }: WatchOptions): Watch {
  const violation = (text: string): void => {
    if (strict) violations.push(text);
  };
  const push = (outpost: Outpost): void => {
    outpost.pushes += 1;
    onPush(outpost);
  };
  const open = (application: Application): boolean =>
    application.provider !== null && closed.has(application.slug) && isOpen(state, application);
  return {
    push,
    violation,
    providerSaved: ({ pk }) => [...state.outposts.values()].filter(({ providers }) => providers.has(pk)).forEach(push),
    write(what, subject, write) {
      const before = JSON.stringify(subject);
      const result = write();
      if (JSON.stringify(subject) === before) violation(`${what}: nothing differed`);
      return result;
    },
    openings: () =>
      [...state.applications.values()].filter(open).forEach(({ slug }) => violation(`the application ${slug} was open to everybody`)),
  };
}

/** Looks at an outpost's list after a write: `before` is what it held. */
export function checkList(
  state: State,
  { violation }: Watch,
  outpost: Outpost,
  before: ReadonlySet<number>,
  foreign: ReadonlySet<number>,
): void {
  for (const pk of before)
    if (foreign.has(pk) && !outpost.providers.has(pk) && state.providers.has(pk))
      violation(`the list of ${outpost.name} lost the provider ${pk}`);
  const hosts = new Map<string, number>();
  for (const pk of outpost.providers) {
    const host = String(state.providers.get(pk)?.fields['external_host']);
    if (hosts.has(host)) violation(`${host} is twice in ${outpost.name}`);
    hosts.set(host, pk);
    if (!before.has(pk) && !applicationOf(state, pk)) violation(`the provider ${pk} was attached before it had an application`);
  }
}
