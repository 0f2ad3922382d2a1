import type { OwnValues } from './own-values.js';
import { published } from './published.gen.js';

type Kind = keyof typeof published;

interface Proposal {
  /** Keys below `properties`; `[]` is an entry of a list, `*` one of a mapping. */
  readonly at: string;
  readonly what: keyof OwnValues;
  /** Nothing else is right. Elsewhere the names are proposals. */
  readonly closed?: true;
}

const proposals: { readonly [kind in Kind]: readonly Proposal[] } = {
  service: [
    { at: 'service.category', what: 'categories', closed: true },
    { at: 'deployment.target_host', what: 'hosts', closed: true },
    { at: 'deployment.depends_on_services.[]', what: 'services' },
    { at: 'deployment.networks.[]', what: 'networks' },
    { at: 'traefik.middlewares.[]', what: 'middlewares' },
    { at: 'traefik.entrypoints.[]', what: 'entrypoints' },
    { at: 'traefik.tls.cert_resolver', what: 'resolvers' },
    { at: 'authentik.groups.[]', what: 'groups' },
    { at: 'glance.page', what: 'pages' },
    { at: 'glance.bookmark.group', what: 'bookmarks' },
    { at: 'glance.monitor.widget', what: 'widgets' },
  ],
  // A host may be written here before it is known.
  site: ['hosts.*.jump', 'ssh.jump', 'traefik.host', 'glance.host', 'ledger.host'].map((at) => ({ at, what: 'hosts' })),
};

type Node = { [key: string]: unknown };

/**
 * The schema that editors complete, explain and check a file by, as draft-07. With the names of one homelab these are proposed; its hosts and
 * categories are the only ones that are right.
 */
export function editorSchema(kind: Kind, own: OwnValues | null = null): object {
  const schema = structuredClone(published[kind]) as Node;
  if (own === null) return schema;
  // It is another one than the published one, so it does not go by its name.
  delete schema['$id'];
  for (const { at, what, closed } of proposals[kind]) {
    const names = own[what];
    if (names.length > 0) Object.assign(nodeAt(schema, at), closed ? { enum: names } : { examples: names });
  }
  return schema;
}

const below = (node: Node, key: string): unknown =>
  key === '[]' ? node['items'] : key === '*' ? node['additionalProperties'] : (node['properties'] as Node)[key];

const nodeAt = (schema: Node, at: string): Node => at.split('.').reduce<Node>((node, key) => below(node, key) as Node, schema);
