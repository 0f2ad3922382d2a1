import { asResult, HlError } from '@hl/core';
import type { Change, GlanceSite, Integration, Observed, Remote } from '@hl/core';
import { edit } from './batch.js';
import { glanceClient } from './client.js';
import { desired } from './desired.js';
import type { TileSpec } from './desired.js';
import type { GlanceDocument } from './document.js';
import { load, sameSources } from './files.js';
import type { Loaded } from './files.js';
import { groupBy } from './group.js';
import { readSources } from './includes.js';
import { urlKey } from './name.js';
import { liveUrls } from './liveness.js';
import { publish } from './publish.js';
import { refusals } from './refusals.js';
import { byUrl, heldOf } from './spec.js';
import type { Held } from './spec.js';
import { timingOf } from './timing.js';
import type { Timing } from './timing.js';
import { viewOf } from './view.js';

export interface GlanceOptions {
  /** The machine with glance.yml. */
  readonly remote: Remote;
  readonly site: GlanceSite;
  readonly fetch?: typeof globalThis.fetch;
  /** Milliseconds; for tests and slow machines. */
  readonly timing?: Partial<Timing>;
}

const rounds = 5;
const gone: TileSpec = { page: '', bookmark: null, monitor: null, live: false };

/**
 * Bookmarks and monitor entries in Glance's own glance.yml, edited in the text so that every other byte stays. The key
 * is the URL; a comment `# hl` at the end of a line says which entries are ours.
 */
export function glance({ remote, site, fetch = globalThis.fetch, timing: given }: GlanceOptions): Integration<TileSpec> {
  const timing = timingOf(given);
  const client = site.url === null ? null : glanceClient(site.url, fetch, timing);

  return {
    system: 'glance',
    desired: (service) => desired(service),

    async observe(resources) {
      const loaded = await load(remote, site.config);
      const { document, unfinished, pending } = loaded;
      const [now, before] = [byUrl(document), unfinished ? byUrl(unfinished) : null];
      const found = new Map<string, Observed<TileSpec>>();
      const marked: string[] = [];
      for (const [key, all] of groupBy(resources, (resource) => resource.key)) {
        const specs = all.map(({ spec }) => spec);
        const held = heldOf(document, now.get(urlKey(key)) ?? [], specs);
        if (held?.marked) marked.push(key);
        if (held) found.set(key, held.marked ? { spec: held.spec, ours: true } : theirs(loaded, held));
        else if (pending) {
          const former = unfinished && before ? heldOf(unfinished, before.get(urlKey(key)) ?? [], specs) : null;
          // Taken out of the file by a run that was cut off before Glance was seen without it.
          found.set(key, { spec: former?.marked ? { ...former.spec, live: false } : gone, ours: true });
        }
      }
      const live = pending ? new Set<string>() : await liveUrls(client, document, marked);
      for (const key of marked) {
        const { spec, ...rest } = found.get(key) as Observed<TileSpec>;
        found.set(key, { ...rest, spec: { ...spec, live: spec.live && live.has(key) } });
      }
      return found;
    },

    refusals: (changes) => refusals(remote, site, changes),

    async apply(changes, report) {
      for (let round = 1; round <= rounds; round += 1) {
        const loaded = await load(remote, site.config);
        const { document, failed } = edit(loaded.document, changes, site.create);
        const made = changes.filter((change) => !failed.has(change));
        const notes =
          made.length === 0
            ? []
            : await publish(
                { remote, site, client, timing },
                {
                  loaded,
                  texts: new Map([...document.sources].filter(([path, text]) => loaded.disk.get(path) !== text)),
                  view: viewOf(runningTexts(loaded, document), document, new Set(made.map(({ key }) => urlKey(key)))),
                  unchanged: async () => sameSources(loaded.disk, await readSources((path) => remote.read(path), site.config, remote.name)),
                },
              );
        if (notes === null) continue; // somebody edited in between: again, on top of that
        for (const change of changes) settle(change, failed, notes, report);
        return;
      }
      throw new HlError('HL_GLANCE_BUSY', `${site.config} on ${remote.name} was edited again and again while we worked on it`, {
        kind: 'conflict',
        hint: 'Nothing was written; run again when nobody edits the file.',
      });
    },
  };
}

/** What the running Glance may hold before the write: the text that was read, unless there is nothing to write, and what an unfinished batch began with. */
const runningTexts = ({ disk, document, unfinished }: Loaded, after: GlanceDocument): GlanceDocument[] => [
  ...(sameSources(disk, after.sources) ? [] : [document]),
  ...(unfinished ? [unfinished] : []),
];

/** Somebody else's entries, with the place where they stand. Whether Glance shows them is their business. */
function theirs({ document }: Loaded, { spec, entries }: Held): Observed<TileSpec> {
  const places = entries.map(({ kind, value, item }) => `the ${kind} "${value.title}" at ${document.place(item.range?.[0] ?? 0)}`);
  return { spec: { ...spec, live: true }, ours: false, holder: places.join(' and ') };
}

function settle(
  change: Change<TileSpec>,
  failed: ReadonlyMap<Change<TileSpec>, unknown>,
  notes: readonly string[],
  report: Parameters<Integration<TileSpec>['apply']>[1],
): void {
  if (!failed.has(change)) return report(change, notes.length > 0 ? { status: 'applied', notes } : { status: 'applied' });
  const result = asResult(failed.get(change));
  report(change, result.error?.code === 'HL_CONFLICT' ? { ...result, status: 'conflict' } : result);
}
