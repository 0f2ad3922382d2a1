import { posix } from 'node:path';
import type { Site } from '@hl/core';
import { serviceText } from '../new/service-text.js';
import { standardFolder } from '../schema/refresh.js';
import type { Looked } from './look/look.js';
import type { Wish } from './write/files.js';

const name = 'whoami';

/** A small web server that shows what it was asked, on a port that nobody holds. */
export function firstService(site: Site, host: string, looked: readonly Looked[]): Wish {
  const category = site.categories.includes('utility') ? 'utility' : (site.categories[0] ?? 'utility');
  const taken = new Set(looked.flatMap(({ seen }) => (seen.host === host ? seen.containers.flatMap(({ ports }) => ports) : [])));
  const port = [8088, 8089, 8090, 18088, 28088].find((port) => !taken.has(port)) ?? 38088;
  const container = { host, image: 'traefik/whoami:v1.11.0', port, inside: 80 };
  const page = { subdomain: name, sso: false, tile: site.glance !== null };
  const path = posix.join(site.services, category, `${name}.yml`);
  const schema = posix.relative(posix.dirname(path), `${standardFolder}/service.schema.json`);
  return { path, text: serviceText({ name, category, container, backend: null, page }, site, schema) };
}
