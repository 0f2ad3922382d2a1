import type { Deployment } from '@hl/core';
import { publishes } from '../deployment/effective.js';
import type { Field } from '../diagnostic.js';
import { inUrl } from '../names.js';
import type { Context } from '../service/context.js';
import type { ServiceFile } from '../service/service.gen.js';
import type { Backend } from './backend.js';

/** What a page may say, at the top of the file or under `pages`. */
export type Sections = Pick<ServiceFile, 'healthcheck' | 'traefik' | 'dns' | 'authentik' | 'glance'>;

/** Where a page answers: its container, or a backend. */
export interface Whereabouts {
  /** null: that of its host. */
  readonly address: string | null;
  readonly port: number | null;
}

/** What resolving any section of one page has at hand. The first page is the file itself. */
export interface PageContext extends Context, Whereabouts {
  readonly given: Sections;
  /** Where these sections are in the file. */
  readonly field: Field;
  /** Where the page's own name is written. */
  readonly named: Field;
  /** Unique in the repository. */
  readonly name: string;
  /** What it is called under the site's domain, unless told otherwise. */
  readonly label: string;
  readonly displayName: string;
  readonly description: string;
  readonly icon: string | null;
  readonly category: string;
  /** Tells what a page without a port lacks; null: of a service that is nowhere, that is told. */
  readonly portless: (() => void) | null;
  /** What is deployed where it answers; null: nothing of ours. */
  readonly deployed: Deployment | null;
  readonly backend: Backend | null;
  /** The request that tells whether it works, and where that is written. */
  readonly check: { readonly given: Sections['healthcheck']; readonly field: Field };
  readonly olderCheck: Pick<NonNullable<ServiceFile['deployment']>, 'healthcheck_path' | 'healthcheck_status'>;
}

/** Whether a port of the host may lead to the page; true where that cannot be known. */
export const isOpen = ({ input, deployed }: PageContext, port: number): boolean =>
  deployed === null || publishes(input.service.name, deployed, port);

/** The page's port; when it has none, that is told, since something needs it. */
export function portOf({ port, portless }: PageContext): number {
  if (port === null) portless?.();
  return port ?? 0;
}

/** Where it answers; empty when the host is not known. */
export const addressIn = ({ address, input, site }: PageContext): string =>
  address ?? site.hosts[input.deployment?.target_host ?? '']?.address ?? '';

/** The page without its route. */
export const direct = (context: PageContext, scheme: string, port = portOf(context)): string =>
  `${scheme}://${inUrl(addressIn(context))}:${port}`;
