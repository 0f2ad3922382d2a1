import { portsOf } from '@hl/compose';
import type { Deployment, Page } from '@hl/core';
import { show } from '../check/show.js';
import { solePort } from '../deployment/containers.js';
import { effectiveOf, soleAddress } from '../deployment/effective.js';
import type { Field } from '../diagnostic.js';
import { display } from '../names.js';
import type { Context } from '../service/context.js';
import { authentikSection } from './authentik.js';
import { backendOf } from './backend.js';
import { isOpen, type PageContext, type Sections, type Whereabouts } from './context.js';
import { dnsSection } from './dns.js';
import { glanceSection } from './glance.js';
import { healthGiven, healthSection } from './health.js';
import { traefikSection } from './traefik.js';

/** All that is reached of a page: the same for the first and for the others. */
export function parts(context: PageContext) {
  const health = healthSection(context);
  const traefik = traefikSection(context);
  const dns = dnsSection(context, traefik);
  const glance = glanceSection(context, traefik, health);
  const { input, label, field, named } = context;
  const first = label === input.service.name;
  if (!health && !traefik && !dns && !glance && (!first || input.backend !== undefined)) {
    const hint = 'Add traefik: {} for a route, dns: {} for a name, glance: {} for a tile or a healthcheck; or remove it.';
    (first ? field.at('backend').key() : named).warn('no-effect', `nothing leads to ${label}, and nobody looks at it`, hint);
  }
  return { health, traefik, dns, authentik: authentikSection(context, traefik), glance };
}

function checkIcon(icon: string | undefined, field: Field): string | null {
  if (icon !== undefined && !/^(auto-invert )?((si|di|sh|mdi):\S+|https?:\/\/\S+|\/\S+)$/.test(icon)) {
    const slug = show(icon).replace(/\W+/g, '').toLowerCase() || 'name';
    const hint = `Write si:${slug}, another prefix (di:, sh:, mdi:) or a URL.`;
    field.at('icon').warn('icon', `${show(icon)} is not an icon that Glance knows`, hint);
  }
  return icon ?? null;
}

/** The file itself as a page. */
export function firstPage(context: Context, where: Whereabouts & Pick<PageContext, 'deployed' | 'backend'>): PageContext {
  const { input, site, report, path, files } = context;
  const { name, display_name, description, category, icon } = input.service;
  // Key by key: copied, it took as long as all that is made of it.
  return {
    input,
    site,
    report,
    path,
    files,
    address: where.address,
    port: where.port,
    deployed: where.deployed,
    backend: where.backend,
    given: input,
    field: report,
    named: report.at('service', 'name'),
    name,
    label: name,
    displayName: display_name,
    description,
    icon: checkIcon(icon, report.at('service')),
    category,
    portless: input.deployment ? portless(context, report.at('deployment'), where.deployed) : null,
    check: healthGiven(context),
    olderCheck: input.deployment ?? {},
  };
}

/** The other pages of the file, each resolved as the first is. */
export const furtherPages = (first: PageContext): Page[] =>
  Object.entries(first.input.pages ?? {}).map(([key, given]): Page => {
    const field = first.report.at('pages', key);
    const name = `${first.name}-${key}`;
    if (name.length > 63) {
      const hint = `Give the page a name of at most ${Math.max(1, 62 - first.name.length)} characters.`;
      field.key().error('maxLength', `the page would be called ${name}, which is too long`, hint);
    }
    const backend = backendOf(given.backend, field.at('backend'), first);
    const elsewhere = given.backend !== undefined;
    for (const key of ['container', 'port'] as const) {
      const message = `backend does not go with ${key}: both say where the page answers`;
      if (elsewhere && given[key] !== undefined) field.at('backend').key().error('either', message, 'Remove one of the two.');
    }
    const { address, port } = elsewhere ? (backend ?? { address: null, port: null }) : containerOf(given, field, first);
    const page: PageContext = {
      ...first,
      given: given as Sections,
      field,
      named: field.key(),
      name,
      label: key,
      displayName: given.display_name ?? display(key),
      description: given.description ?? first.description,
      icon: checkIcon(given.icon, field) ?? first.icon,
      address,
      port,
      portless: elsewhere ? null : portless(first, field, given.container === undefined ? first.deployed : null),
      deployed: elsewhere ? null : first.deployed,
      backend,
      check: { given: given.healthcheck, field: field.at('healthcheck') },
      olderCheck: {},
    };
    const { displayName, description, icon } = page;
    return { name, displayName, description, icon, address, port, ...parts(page) };
  });

/** A port has no effect on a container without a network. */
const portless =
  ({ report }: Context, field: Field, deployed: Deployment | null) =>
  (): void => {
    const needed = 'A route, a health check and a tile need it.';
    if (deployed?.networkMode !== 'none')
      return field.missing('port', `${needed} Add port: 8080, where the program answers on the host; or remove these.`);
    const hint = 'Give the container a network, or remove the route, the health check and the tile that need one.';
    report.at('deployment', 'network_mode').error('no-network', 'with network_mode: none nothing reaches the program', hint);
  };

type GivenPage = NonNullable<PageContext['input']['pages']>[string];

/** Where a page of one of the service's containers answers. */
function containerOf({ container, port: given }: GivenPage, field: Field, first: PageContext): Whereabouts {
  const { deployed } = first;
  const port = given ?? null;
  if (!deployed) {
    const hint = 'Write where it answers: backend: https://192.0.2.10:8006.';
    if (container !== undefined) field.at('container').key().error('no-container', 'the service has no containers', hint);
    else field.missing('backend', hint);
    return { address: null, port };
  }
  const effective = effectiveOf(first.input.service.name, deployed);
  const side = container === undefined || container === effective.main ? undefined : (effective.containers.get(container) ?? null);
  if (side === null) {
    const known = [...effective.containers.keys()].join(', ');
    field.at('container').error('no-container', `there is no container ${show(container)}`, `The service has ${known || 'none'}.`);
    return { address: null, port };
  }
  const address = side ? soleAddress(side, effective) : first.address;
  if (port === null) {
    const sole = side ? solePort(side) : container === undefined ? null : first.port;
    const hint = 'Add port: 8080, where it answers on the host, and publish it under ports of the container.';
    if (side && sole === null)
      field.at('container').error('port', `${container} does not publish one TCP port, so it is not known where the page answers`, hint);
    return { address, port: sole };
  }
  const listed = side ? portsOf(side) : [];
  const hint = 'Publish it under ports of the container, or write the port of the host that leads to it.';
  if (address === null && listed.length > 0 && !listed.some(({ published }) => published && port >= published[0] && port <= published[1]))
    field.at('container').warn('unpublished', `${container} does not publish port ${port} of the host`, hint);
  else if (address === null && !isOpen(first, port))
    field.at('port').warn('unpublished', `nothing is published on port ${port} of the host`, hint);
  return { address, port };
}
