import { isRecord } from './check.js';
import type { Files } from './directory.js';
import type { Layout, Source } from './layout.js';
import type { Router } from './rivals.js';
import type { Shown, Snapshot } from './snapshot.js';
import { kindOf } from './spec.js';

type Fields = { readonly [field: string]: unknown };
const layers = ['http', 'tcp', 'udp'] as const;
type Layer = (typeof layers)[number];

/**
 * Every router that is not ours and answers, or will when Traefik next reads the directory: of all providers, as its API shows them, and
 * of files that it has not loaded. What is disabled takes nothing from anybody.
 */
export function routersOfOthers(layout: Layout, files: Files, snapshot: Snapshot | null): Router[] {
  const sources = layout.others(files);
  const written = layers.flatMap((section) => sources.flatMap((source) => definitions(section, source)));
  const places = new Map(written.map(({ section, name, file }) => [`${section} ${name}`, file]));
  const ours = namesOfOurs(layout, files);
  const served: Router[] = [];
  const known = new Set<string>();
  for (const section of layers) {
    for (const [name, shown] of snapshot?.names(section, 'routers') ?? []) {
      const id = `${section} ${unmodelled(name, shown, places, section)}`;
      known.add(id);
      if (ours.has(id) || name.endsWith('@internal') || shown['status'] === 'disabled') continue;
      const redirects = uses(shown).some((one) => leadsAway(snapshot?.names(section, 'middlewares').get(qualified(one, name))));
      served.push({ section, name, fields: shown, file: places.get(id) ?? null, served: true, redirects });
    }
  }
  return [...served, ...written.filter(({ section, name }) => !known.has(`${section} ${name}`))];
}

/** `<entryPoint>-<name>` is the copy of a router that an entryPoint with a model of its own makes. */
function unmodelled(name: string, { entryPoints }: Shown, places: ReadonlyMap<string, unknown>, section: Layer): string {
  const [only, ...more] = Array.isArray(entryPoints) ? entryPoints.map(String) : [];
  if (only === undefined || more.length > 0 || places.has(`${section} ${name}`) || !name.startsWith(`${only}-`)) return name;
  return name.slice(only.length + 1);
}

function namesOfOurs(layout: Layout, files: Files): ReadonlySet<string> {
  return new Set(
    layers.flatMap((section) =>
      layout.own(files).flatMap((source) => definitions(section, source).map(({ name }) => `${section} ${name}`)),
    ),
  );
}

function definitions(section: Layer, { file, config }: Source): (Router & { readonly file: string })[] {
  const named = (wanted: string): [string, Fields][] =>
    Object.entries(config[section] ?? {}).flatMap(([kind, names]) =>
      kindOf(kind) === wanted && isRecord(names)
        ? Object.entries(names).filter((entry): entry is [string, { readonly [field: string]: never }] => isRecord(entry[1]))
        : [],
    );
  const middlewares = new Map(named('middlewares').map(([name, fields]) => [`${name}@file`, fields]));
  return named('routers').map(([name, written]) => {
    const fields = Object.fromEntries(Object.entries(written).map(([field, value]) => [spelled(field), value]));
    const redirects = uses(fields).some((one) => leadsAway(middlewares.get(qualified(one, '@file'))));
    return { section, name: `${name}@file`, fields, file, served: false, redirects };
  });
}

/** Traefik takes any case. */
const spelled = (field: string): string =>
  ['rule', 'entryPoints', 'middlewares', 'priority', 'tls', 'service'].find((one) => one.toLowerCase() === field.toLowerCase()) ?? field;

const uses = ({ middlewares }: Fields): string[] => (middlewares === undefined ? [] : [middlewares].flat().map(String));
const qualified = (name: string, router: string): string => (name.includes('@') ? name : `${name}${router.slice(router.lastIndexOf('@'))}`);
const leadsAway = (middleware: Fields | undefined): boolean =>
  middleware !== undefined && Object.keys(middleware).some((kind) => /^redirect(scheme|regex)$/i.test(kind));
