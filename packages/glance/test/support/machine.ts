import { apply, plan } from '@hl/core';
import type { Outcome, Service } from '@hl/core';
import { exampleSite, MemoryRemote } from '@hl/core/testing';
import { glance } from '@hl/glance';

/** The whole integration in front of files in memory, with a Glance that nobody can look at. */
export function machine(
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
