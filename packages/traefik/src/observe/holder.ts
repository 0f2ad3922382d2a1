import type { Found } from '../client/layout/inventory.js';
import { configOf, layers, namesOf, type Definition, type RouteConfig } from '../desired/spec.js';
import { rivals } from './rivals.js';
import type { Router } from './routers.js';
import type { State } from './state.js';

/** Who is in the way of a service. */
export interface Holder {
  readonly holder: string;
  /** Absent: taking it over works. */
  readonly hint?: string;
}

/** Who has the names of a service, and what to do about it. */
export function holderOf({ file, config, whole }: Found, own: string, directory: string): Holder {
  const holder = `${directory}/${file}`;
  if (file !== own) return { holder, hint: `Remove these names from ${file}, or rename the service.` };
  if (config === null) return { holder, hint: `${file} cannot be read: mend or remove it.` };
  return whole ? { holder } : { holder, hint: `Move the other definitions in ${file} to a file of another name first.` };
}

/** What Traefik serves in the place of a service that no file of ours defines. */
export interface InTheWay extends Holder {
  readonly config: RouteConfig;
  /** No file defines it: Traefik may be about to forget it. */
  readonly fading: boolean;
}

/** Its names from somewhere else, or its host name; `null`: nothing is in its way. */
export function inTheWay(key: string, wanted: readonly Partial<RouteConfig>[], { directory, snapshot, others }: State): InTheWay | null {
  const served = layers.flatMap((section) =>
    (['routers', 'services'] as const).flatMap((kind) =>
      Object.values(namesOf(key)[kind]).flatMap((name): Definition[] => {
        const shown = snapshot?.names(section, kind).get(`${name}@file`);
        return shown ? [{ section, kind, name, fields: shown as Definition['fields'] }] : [];
      }),
    ),
  );
  if (served.length > 0)
    return {
      config: configOf(served),
      fading: true,
      holder: `router ${key}@file, which no file in ${directory} defines`,
      hint: "Traefik reads another place, too: set traefik.directory in hl.yml to its file provider's directory, or remove the definition there.",
    };
  const [rival] = wanted.flatMap((spec) => rivals(key, spec, others));
  if (rival === undefined) return null;
  const { section, name, fields } = rival;
  const config = configOf([{ section, kind: 'routers', name: name.replace(/@[^@]*$/, ''), fields: fields as never }]);
  return { config, fading: rival.file === null && name.endsWith('@file'), ...holderOfHost(rival, directory) };
}

/** Who serves the host name already. */
export function holderOfHost({ name, file }: Router, directory: string): Holder {
  const provider = name.slice(name.lastIndexOf('@') + 1);
  const place = file === null ? `, which no file in ${directory} defines` : ` (${directory}/${file})`;
  return {
    holder: `router ${name}${provider === 'file' ? place : ''}`,
    hint: `It answers for the same host: remove that router${
      provider === 'file' ? '' : ` from provider ${provider} (a container's labels, for one)`
    }, or give the service another subdomain.`,
  };
}
