import type { Field } from '../diagnostic.js';
import { inUrl } from '../names.js';
import type { Context } from '../service/context.js';
import type { ServiceFile } from '../service/service.gen.js';
import type { Backend } from './backend.js';

/** What a page may say, at the top of the file or under `pages`. */
export type Sections = Pick<ServiceFile, 'healthcheck' | 'traefik' | 'dns' | 'authentik' | 'glance'>;

/** What resolving any section of one page has at hand. The first page is the file itself. */
export interface PageContext extends Context {
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
  /** Where it answers; empty when the host is not known. */
  readonly address: string;
  readonly port: number | null;
  /** Where a port that is missing would be written; null: of a service that is nowhere, that is told. */
  readonly portless: Field | null;
  readonly backend: Backend | null;
  /** The request that tells whether it works, and where that is written. */
  readonly check: { readonly given: Sections['healthcheck']; readonly field: Field };
  readonly olderCheck: Pick<NonNullable<ServiceFile['deployment']>, 'healthcheck_path' | 'healthcheck_status'>;
  readonly published: Published;
}

/** What of the service's containers is reached from outside, as far as the file tells. */
export interface Published {
  /** Whether a port may answer; true where that cannot be known. */
  open(port: number): boolean;
  /** The port of the host that leads to one of the container; null: none. */
  inside(port: number): number | null;
}

/** The page's port; when it has none, that is told, since something needs it. */
export function portOf({ port, portless }: PageContext): number {
  const hint = 'A route, a health check and a tile need it. Add port: 8080, where the program answers on the host; or remove these.';
  if (port === null && portless) portless.missing('port', hint);
  return port ?? 0;
}

/** The page without its route. */
export const direct = (context: PageContext, scheme: string, port = portOf(context)): string =>
  `${scheme}://${inUrl(context.address)}:${port}`;
