import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { emit, mapOf, readCompose } from '@hl/compose';
import { isRecord, type Json, type Service, type Site } from '@hl/core';
import { render } from '@hl/deployer';
import { loadService, loadSite } from '@hl/schema';

const at = (path: string): URL => new URL(`../../../docs/gallery/${path}`, import.meta.url);

export const text = (path: string): string => readFileSync(at(path), 'utf8');

/** What lies in a folder of the gallery, sorted, without the ending. */
export const namesIn = (folder: string): string[] =>
  readdirSync(at(folder))
    .filter((name) => name.endsWith('.yml') && name !== 'hl.yml')
    .map((name) => name.replace('.yml', ''))
    .sort();

const ofSite = loadSite(text('hl.yml'));
const loaded = namesIn('.').map((name) =>
  loadService(text(`${name}.yml`), `${name}.yml`, ofSite.site as Site, (path) => (existsSync(at(path)) ? readFileSync(at(path)) : null)),
);

export const site = ofSite.site as Site;
export const services = loaded.flatMap(({ service }) => (service ? [service] : []));
export const diagnostics = [...ofSite.diagnostics, ...loaded.flatMap((file) => file.diagnostics)];
export const containers = services
  .filter(({ deployment }) => deployment !== null)
  .map((service): [string, Service, string] => [service.name, service, render(service)]);

/** A documented compose file, with the gallery's own choice where it leaves one: `?`, `?:/data`, `?:80`, an image without a tag. */
export function documented(written: string, rendered: string): string {
  return emit(mapOf(chosen(readCompose(written).top, readCompose(rendered).top)));
}

function chosen(written: Json, ours: Json | undefined): Json {
  if (written === '?') return ours ?? '?';
  if (Array.isArray(written)) return written.map((entry) => listed(entry, Array.isArray(ours) ? ours : []));
  if (!isRecord(written)) return written;
  const own = mapOf(ours);
  return Object.fromEntries(
    Object.entries(written).map(([key, value]): [string, Json] => {
      const tagged = key === 'image' && String(own[key]).startsWith(`${String(value)}:`);
      return [key, tagged ? (own[key] as Json) : chosen(value as Json, own[key])];
    }),
  );
}

const listed = (entry: Json, ours: readonly Json[]): Json =>
  typeof entry === 'string' && entry.startsWith('?:')
    ? (ours.find((own) => typeof own === 'string' && own.endsWith(entry.slice(1))) ?? entry)
    : entry;
