import type { Deployment, Site } from '@hl/core';

/** What `hl.yml` says for services that do not say otherwise. Travels with the site as plain JSON. */
export interface Defaults {
  readonly installRoot: string;
  readonly restartPolicy: string;
  readonly pullPolicy: Deployment['pullPolicy'];
  readonly onFailure: Deployment['onFailure'];
}

export const builtIn: Defaults = { installRoot: '/opt', restartPolicy: 'unless-stopped', pullPolicy: 'missing', onFailure: 'rollback' };

export type SiteWithDefaults = Site & { readonly defaults?: Partial<Defaults> };

export const defaultsOf = (site: SiteWithDefaults): Defaults => ({ ...builtIn, ...site.defaults });
