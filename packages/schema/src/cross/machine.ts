import type { Service, Site } from '@hl/core';

/** The machine a service runs on: two names of one address are one machine. */
export function machine({ host }: Service, { hosts }: Site): string {
  const found = hosts[host];
  return found ? `${found.kind === 'local' ? 'local' : found.address}:${found.port}` : host;
}
