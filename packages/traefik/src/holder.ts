import type { Found } from './layout.js';
import type { Router } from './rivals.js';

export interface Holder {
  readonly holder: string;
  /** Absent: taking it over works. */
  readonly hint?: string;
}

/** Who has the names of a service, and what to do about it. `whole`: there is nothing else in the file. */
export function holderOf({ file, config }: Found, own: string, directory: string, whole: boolean): Holder {
  const holder = `${directory}/${file}`;
  if (file !== own) return { holder, hint: `Remove these names from ${file}, or rename the service.` };
  if (config === null) return { holder, hint: `${file} cannot be read: mend or remove it.` };
  return whole ? { holder } : { holder, hint: `Move the other definitions in ${file} to a file of another name first.` };
}

/** Who serves the host name already. */
export function holderOfHost({ name, file }: Router, directory: string): Holder {
  const [, provider = ''] = /@([^@]*)$/.exec(name) ?? [];
  const place = file === null ? `, which no file in ${directory} defines` : ` (${directory}/${file})`;
  return {
    holder: `router ${name}${provider === 'file' ? place : ''}`,
    hint:
      provider === 'file'
        ? 'It answers for the same host: remove that router, or give the service another subdomain.'
        : `It answers for the same host: remove that router from provider ${provider} (a container's labels, for one), or give the service another subdomain.`,
  };
}

/** Traefik's file provider serves our names from somewhere else. */
export const holderElsewhere = (key: string, directory: string): Holder => ({
  holder: `router ${key}@file, which no file in ${directory} defines`,
  hint: "Traefik reads another place, too: set traefik.directory in hl.yml to its file provider's directory, or remove the definition there.",
});
