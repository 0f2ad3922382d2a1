import { apply, plan } from '@hl/core';
import type { Outcome, Service } from '@hl/core';
import { exampleService, exampleSite, MemoryRemote } from '@hl/core/testing';
import { glance } from '@hl/glance';

export const main = '/opt/glance/config/glance.yml';

/** glance.yml and its neighbours in memory, with a Glance that nobody can look at. */
export function surgery(
  files: string | Readonly<Record<string, string>>,
  over: NonNullable<Parameters<typeof exampleSite>[0]>['glance'] = {},
) {
  const remote = new MemoryRemote('dashboard');
  const all = typeof files === 'string' ? { 'glance.yml': files } : files;
  for (const [name, text] of Object.entries(all)) remote.files.set(`/opt/glance/config/${name}`, text);
  const site = exampleSite({ glance: { url: null, ...over } });
  const integration = glance({ remote, site: site.glance as never });
  const run = async (before: readonly Service[], after: readonly Service[]): Promise<Outcome[]> => {
    const { changes, conflicts } = await plan(integration, { before, after, site });
    expect(conflicts).toEqual([]);
    return apply(integration, changes);
  };
  return {
    remote,
    site,
    integration,
    text: (name = 'glance.yml') => remote.files.get(`/opt/glance/config/${name}`) as string,
    files: () => Object.fromEntries([...remote.files].map(([path, text]) => [path.replace('/opt/glance/config/', ''), text])),
    run,
    /** Plans and applies; everything must be applied. */
    go: async (before: readonly Service[], after: readonly Service[]): Promise<void> => {
      for (const { status, error } of await run(before, after)) expect([status, error]).toEqual(['applied', undefined]);
    },
  };
}

interface Tile {
  readonly name?: string;
  readonly page?: string;
  readonly group?: string | null;
  readonly widget?: string | null;
  readonly title?: string;
  readonly description?: string;
  readonly icon?: string | null;
  readonly monitor?: {
    readonly checkUrl?: string | null;
    readonly altStatusCodes?: readonly number[];
    readonly allowInsecure?: boolean;
    readonly timeout?: string | null;
  };
}

/** A service with a bookmark in `group` and a monitor in `widget`; null leaves one out. */
export const tile = ({
  name = 'metube',
  page = 'home',
  group = 'Media',
  widget = null,
  title = 'MeTube',
  description = 'Video downloader',
  icon = 'si:youtube',
  monitor = {},
}: Tile = {}): Service =>
  exampleService({
    name,
    glance: {
      page,
      url: `https://${name}.example.org`,
      title,
      icon,
      bookmark: group === null ? null : { group, description },
      monitor:
        widget === null
          ? null
          : { widget, checkUrl: 'http://192.0.2.11:8082/', altStatusCodes: [], allowInsecure: false, timeout: null, ...monitor },
    },
  } as never);

/** Lines of `after` that `before` does not have; fails when anything else differs. */
export function addedLines(before: string, after: string): string[] {
  const [old, now] = [before.split(/(?<=\n)/), after.split(/(?<=\n)/)];
  const start = old.findIndex((line, index) => line !== now[index]);
  const from = start === -1 ? old.length : start;
  const added = now.slice(from, now.length - (old.length - from));
  expect([...now.slice(0, from), ...now.slice(from + added.length)].join('')).toBe(before);
  return added;
}
