import { asResult, HlError } from '@hl/core';
import type { Change, GlanceSite, Integration, Observed, Remote } from '@hl/core';
import { glanceClient } from './client.js';
import { desired } from './desired.js';
import type { TileSpec } from './desired.js';
import { load, sameSources } from './files.js';
import { fold } from './fold.js';
import { readSources } from './includes.js';
import { urlKey } from './name.js';
import { liveUrls } from './liveness.js';
import { publish } from './publish.js';
import { held } from './spec.js';
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
  /** What the ledger says about a URL whose entry has lost its mark (`true`: hl put it there). Default: only the mark counts. */
  readonly owned?: (url: string) => boolean | undefined;
}

const rounds = 5;
const gone: TileSpec = { page: '', bookmark: null, monitor: null, live: false };

/**
 * Bookmarks and monitor entries in Glance's own glance.yml, edited in the text so that every other byte stays. The key
 * is the URL; a comment `# hl` at the end of a line says which entries are ours.
 */
export function glance({ remote, site, fetch = globalThis.fetch, timing: given, owned }: GlanceOptions): Integration<TileSpec> {
  const timing = timingOf(given);
  const client = site.url === null ? null : glanceClient(site.url, fetch, timing);
  const isOurs = (url: string, { marked }: Held): boolean => marked || owned?.(url) === true;

  return {
    system: 'glance',
    desired: (service) => desired(service),

    async observe(resources) {
      const keys = [...new Set(resources.map(({ key }) => key))];
      const { document, unfinished, pending } = await load(remote, site.config);
      const [now, before] = [held(document), unfinished ? held(unfinished) : new Map<string, Held>()];
      const ours = keys.filter((key) => isOurs(key, now.get(urlKey(key)) ?? { marked: false, spec: gone }) && now.has(urlKey(key)));
      const live = pending ? new Set<string>() : await liveUrls(client, document, ours);
      const found = new Map<string, Observed<TileSpec>>();
      for (const key of keys) {
        const there = now.get(urlKey(key));
        if (there) {
          const mine = isOurs(key, there);
          found.set(key, { spec: { ...there.spec, live: there.spec.live && (!mine || live.has(key)) }, ours: mine });
        } else if (pending) {
          const former = before.get(urlKey(key));
          found.set(key, { spec: former?.marked ? { ...former.spec, live: false } : gone, ours: true });
        }
      }
      return found;
    },

    async apply(changes, report) {
      for (let round = 1; round <= rounds; round += 1) {
        const loaded = await load(remote, site.config);
        const { document, failed } = fold(loaded.document, changes, site.create);
        const made = changes.filter((change) => !failed.has(change));
        const notes =
          made.length === 0
            ? []
            : await publish(
                { remote, site, client, timing },
                {
                  loaded,
                  texts: new Map([...document.sources].filter(([path, text]) => loaded.disk.get(path) !== text)),
                  view: viewOf(
                    [loaded.document, ...(loaded.unfinished ? [loaded.unfinished] : [])],
                    document,
                    new Set(made.map(({ key }) => urlKey(key))),
                  ),
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

function settle(
  change: Change<TileSpec>,
  failed: ReadonlyMap<Change<TileSpec>, unknown>,
  notes: readonly string[],
  report: Parameters<Integration<TileSpec>['apply']>[1],
): void {
  if (failed.has(change)) report(change, asResult(failed.get(change)));
  else report(change, notes.length > 0 ? { status: 'applied', notes } : { status: 'applied' });
}
