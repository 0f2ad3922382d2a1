import type { Site } from '@hl/core';
import { usageError } from '../../line/usage-error.js';
import type { Ask, Question } from './ask.js';
import type { FirstFile } from './service-text.js';

/** The command line, as it was typed. */
export interface NewArguments {
  readonly category?: string;
  readonly host?: string;
  readonly image?: string;
  readonly port?: string;
  readonly containerPort?: string;
  readonly subdomain?: string;
  readonly backend?: string;
  readonly page: boolean;
  readonly sso: boolean;
  readonly tile: boolean;
}

/** What cannot go together, or has nothing to go into. @throws HlError HL_USAGE */
export function checkTogether(given: NewArguments, { traefik, authentik, glance }: Site): void {
  const rules: readonly (readonly [applies: boolean, flags: readonly (keyof NewArguments)[], why: string])[] = [
    [given.backend !== undefined, ['host', 'image', 'port', 'containerPort'], 'a page with --backend has no container'],
    [!given.page, ['backend', 'subdomain', 'sso', 'tile'], 'there is no page with --no-page'],
    [!given.page && given.port === undefined, ['containerPort'], 'without --port nothing is published'],
    [traefik === null, ['subdomain', 'sso'], 'hl.yml names no Traefik'],
    [authentik === null, ['sso'], 'hl.yml names no Authentik'],
    [glance === null, ['tile'], 'hl.yml names no Glance'],
  ];
  for (const [applies, flags, why] of rules) {
    const wrong = flags.filter((flag) => given[flag] !== undefined && given[flag] !== false);
    if (applies && wrong.length > 0) throw usageError(`${wrong.map(asTyped).join(', ')}: ${why}`, 'Leave out what does not fit.');
  }
}

const asTyped = (flag: string): string => `--${flag.replace('P', '-p')}`;

type Needed = 'category' | 'host' | 'image' | 'port';

/**
 * With what had to be asked for. A single host needs no question.
 *
 * @param host the likeliest one
 * @throws HlError HL_USAGE that names what is missing, when nobody is there to answer
 */
export async function completed(
  name: string,
  given: NewArguments,
  site: Site,
  host: string | undefined,
  ask: Ask | null,
): Promise<NewArguments> {
  const hosts = Object.keys(site.hosts);
  const [only] = hosts.length === 1 && given.backend === undefined ? hosts : [];
  let found: NewArguments = only === undefined ? given : { host: only, ...given };
  const container: Needed[] = given.page ? ['host', 'image', 'port'] : ['host', 'image'];
  const needed: Needed[] = ['category', ...(given.backend === undefined ? container : [])];
  const missing = needed.filter((one) => found[one] === undefined);
  if (missing.length > 0 && ask === null)
    throw usageError(
      `hl new ${name} needs ${missing.map((flag) => `--${flag}`).join(', ')}`,
      `Categories: ${site.categories.join(', ')}. Hosts: ${hosts.join(', ')}. For a page of a machine that hl does not deploy to: --backend <url>.`,
    );
  const questions: Record<Needed, Question> = {
    category: { text: 'Category', choices: site.categories, otherwise: site.categories[0] },
    host: { text: 'Host', choices: hosts, otherwise: host ?? hosts[0] },
    image: { text: 'Image, with its tag' },
    port: { text: 'Port on the host' },
  };
  for (const one of missing) found = { ...found, [one]: await ask?.(questions[one]) };
  // Who is asked anyway is asked for what most images have of their own.
  if (!missing.includes('port') || found.containerPort !== undefined) return found;
  const inside = await ask?.({ text: 'Port in the container', otherwise: found.port });
  return inside === undefined || inside === found.port ? found : { ...found, containerPort: inside };
}

/** @throws HlError HL_USAGE for a port that is none */
export function firstFile(name: string, given: NewArguments): FirstFile {
  const { category = '', host = '', image = '', backend = null, subdomain = name, sso, tile } = given;
  const ports = { port: portOf('--port', given.port), inside: portOf('--container-port', given.containerPort) };
  return {
    name,
    category,
    container: backend === null ? { host, image, ...ports } : null,
    backend,
    page: given.page ? { subdomain, sso, tile } : null,
  };
}

function portOf(flag: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  const port = /^\d+$/.test(text) ? Number(text) : 0;
  if (port < 1 || port > 65_535) throw usageError(`${flag}: ${text} is no port`, 'A number from 1 to 65535.');
  return port;
}
