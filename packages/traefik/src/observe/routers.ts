import type { Inventory } from '../client/layout/inventory.js';
import { listOf, qualified, type Shown, type Snapshot } from '../client/snapshot.js';
import { idOf, layers, type Layer } from '../desired/spec.js';

/** A router that somebody else made. */
export interface Router {
  readonly section: Layer;
  /** With its provider, e.g. `legacy@file`. */
  readonly name: string;
  readonly fields: Shown;
  /** Path below the provider's directory, when it is written in a file there. */
  readonly file: string | null;
  /** As Traefik serves it, with what its entryPoints add. */
  readonly served: boolean;
  /** It only leads to another address, e.g. from plain HTTP to https. */
  readonly redirects: boolean;
}

/**
 * Every router that is not ours and answers, or will when Traefik next reads the directory: of all providers, as its API shows them, and
 * of files that it has not loaded. What is disabled takes nothing from anybody.
 */
export function routersOfOthers({ definitions }: Inventory, snapshot: Snapshot | null): Router[] {
  const middlewares = new Map(definitions.filter(({ kind }) => kind === 'middlewares').map((one) => [idOf(one), one.fields]));
  const written = layers.flatMap((section) => definitions.filter((one) => one.kind === 'routers' && one.section === section));
  // by the names that they are served under; nobody else's count where ours are
  const places = new Map<string, { readonly file: string; readonly ours: boolean }>();
  for (const { section, name, file, owner } of written)
    for (const served of snapshot?.variants(section, name).keys() ?? [])
      if (owner !== null || !places.has(`${section} ${served}`)) places.set(`${section} ${served}`, { file, ours: owner !== null });

  const served = layers.flatMap((section) =>
    [...(snapshot?.names(section, 'routers') ?? [])].flatMap(([name, fields]): Router[] => {
      const place = places.get(`${section} ${name}`);
      if (place?.ours || name.endsWith('@internal') || fields['status'] === 'disabled') return [];
      const provider = name.slice(name.lastIndexOf('@') + 1);
      const redirects = listOf(fields['middlewares']).some((one) =>
        leadsAway(snapshot?.names(section, 'middlewares').get(qualified(one, provider))),
      );
      return [{ section, name, fields, file: place?.file ?? null, served: true, redirects }];
    }),
  );
  const unloaded = written
    .filter(({ section, name, owner }) => owner === null && (snapshot?.variants(section, name).size ?? 0) === 0)
    .map(({ section, name, fields, file }): Router => {
      const uses = listOf(fields['middlewares']).map((one) => one.replace(/@file$/, ''));
      const redirects = uses.some((one) => leadsAway(middlewares.get(idOf({ section, kind: 'middlewares', name: one }))));
      return { section: section as Layer, name: `${name}@file`, fields, file, served: false, redirects };
    });
  return [...served, ...unloaded];
}

const leadsAway = (middleware: Shown | undefined): boolean =>
  middleware !== undefined && ('redirectScheme' in middleware || 'redirectRegex' in middleware);
