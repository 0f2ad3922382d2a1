import { createHash } from 'node:crypto';
import { apply, desiredOf, plan, type Outcome, type Plan, type Service, type Site, type TraefikSite } from '@hl/core';
import {
  examplePage,
  exampleService,
  exampleSite,
  Faults,
  faultyFetch,
  faultyRemote,
  MemoryRemote,
  type Handler,
  type Subject,
} from '@hl/core/testing';
import { traefikInMemory, type TraefikInMemory, type TraefikInMemoryOptions } from '@hl/lab/traefik/in-memory';
import { render } from '../src/client/render.js';
import { configOf, definitionsIn } from '../src/desired/spec.js';
import { traefik, type TraefikIntegration } from '../src/integration.js';

export type Texts = Map<string, string | null>;

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

/** What the two scripts of this package do, over `files`; `null`: there and not readable. */
const directory =
  (files: Texts): Handler =>
  (argv, { stdin }) => {
    const boundary = argv[5] ?? '';
    if (stdin === undefined)
      return { stdout: [...files].map(([file, text]) => `\n${boundary} ${text === null ? '-' : '+'} ./${file}\n${text ?? ''}`).join('') };
    const lines = String(stdin).split('\n');
    const said: string[] = [];
    for (let at = 0; lines[at] !== 'end';) {
      const [op = '', , expected = '', , count = '', ...name] = (lines[at] ?? '').split(' ');
      const file = name.join(' ');
      const rest = op === 'putrest' ? 1 : 0;
      const body = lines.slice(at + 1, at + 1 + Number(count) + rest).join('\n') + (rest || Number(count) === 0 ? '' : '\n');
      at += 1 + Number(count) + rest;
      const held = files.get(file);
      if (expected !== (typeof held === 'string' ? digest(held) : '-') || held === null) said.push(`changed ${file}`);
      else {
        said.push(`done ${file}`);
        if (op === 'del') files.delete(file);
        else files.set(file, body);
      }
    }
    return { stdout: `${said.join('\n')}\n` };
  };

export interface Memory extends Subject {
  readonly integration: TraefikIntegration;
  restart(): TraefikIntegration;
  readonly files: Texts;
  readonly remote: MemoryRemote;
  readonly emulator: TraefikInMemory;
  /** After how many milliseconds on its own clock something happens. */
  readonly later: Map<number, () => void>;
  /** How much time has passed there. */
  passedMs(): number;
  writes(): number;
  plan(before: readonly Service[], after: readonly Service[]): Promise<Plan>;
  /** Plans and applies. */
  go(before: readonly Service[], after: readonly Service[]): Promise<Outcome[]>;
}

export interface MemoryOptions extends Omit<TraefikInMemoryOptions, 'files'> {
  readonly site?: Partial<TraefikSite>;
  readonly entrypoints?: readonly string[];
  /** The service has two pages more: under a path of its host, and a machine elsewhere. The changed one has the first of them. */
  readonly pages?: boolean;
  readonly files?: { readonly [file: string]: string | null };
}

export const nas = `# mine
http:
  routers:
    nas: {rule: "Host(\`nas.example.org\`)", service: nas, entryPoints: websecure, tls: {}}
  services:
    nas:
      loadBalancer:
        servers: [{url: "http://192.0.2.9:5000"}]
`;

/** A Traefik with one route of somebody else: no directory, no socket, and time passes only where the integration waits. */
export function memory({
  site: given = {},
  entrypoints = ['websecure'],
  pages = false,
  files: more = {},
  ...options
}: MemoryOptions = {}): Memory {
  const shared = given.layout === 'file' ? 'services.yml' : null;
  const files: Texts = new Map(Object.entries({ [shared ?? 'nas.yml']: nas, ...more }));
  const emulator = traefikInMemory({ files: files as Map<string, string>, ...options });
  const remote = new MemoryRemote('proxy');
  const faults = new Faults();
  const later = new Map<number, () => void>();
  let [now, writes] = [0, 0];
  remote.onRun = (argv, how) => {
    writes += how.stdin === undefined ? 0 : 1;
    return directory(files)(argv, how);
  };
  const clock = {
    now: () => now,
    async sleep(ms: number) {
      now += ms;
      for (const [at, act] of later) {
        if (at > now) continue;
        later.delete(at);
        act();
      }
    },
  };
  const site: Site = exampleSite({ traefik: { directory: '/etc/traefik', api: 'http://traefik:8080', ...given } });
  const restart = () =>
    traefik({
      remote: faultyRemote(remote, faults),
      site: site.traefik as TraefikSite,
      fetch: faultyFetch(faults, emulator.fetch),
      timing: { pollMs: 250, deadlineMs: 3000, clock },
    });
  const integration = restart();
  const under = (path: string) => ({
    entrypoints,
    rule: `Host(\`metube.example.org\`) && PathPrefix(\`${path}\`)`,
    hosts: ['metube.example.org'],
  });
  const stats = examplePage({ name: 'metube-stats', port: 3000, traefik: { ...under('/stats'), port: 3000 } });
  const trust = { ca: '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n', serverName: 'pve.lan' };
  const elsewhere = examplePage({
    ...{ name: 'metube-pve', address: '2001:db8::60', port: 8006, authentik: null as never },
    traefik: { entrypoints, hosts: ['pve.example.org'], scheme: 'https', port: 8006, trust },
  });
  const service = exampleService({ traefik: { entrypoints }, pages: pages ? [stats, elsewhere] : [] });
  const planned: Memory['plan'] = (before, after) => plan(integration, { before, after, site });
  let occupied = false;
  return {
    integration,
    site,
    service,
    restart,
    changed: exampleService({
      port: 9090,
      traefik: { entrypoints, hosts: ['metube.example.org', 'tube.example.org'], port: 9090, headers: { frameDeny: true } },
      pages: pages ? [{ ...stats, traefik: { ...stats.traefik!, ...under('/figures') } }] : [],
    }),
    faults,
    files,
    remote,
    emulator,
    later,
    passedMs: () => now,
    writes: () => writes,
    plan: planned,
    async go(before, after) {
      const { changes, conflicts } = await planned(before, after);
      expect(conflicts).toEqual([]);
      return apply(integration, changes);
    },
    bystanders: async () =>
      [...files].flatMap(([file, text]) =>
        /^metube[a-z-]*\.yml$/.test(file) && !occupied ? [] : [[file, text === null ? null : withoutOurs(text)]],
      ),
    effective: async () =>
      ['metube.example.org/', 'tube.example.org/', 'metube.example.org/stats', 'metube.example.org/figures', 'pve.example.org/'].map(
        (url) => {
          const { host, pathname: path } = new URL(`https://${url}`);
          const request = { host, method: 'GET', path, query: new URLSearchParams(), headers: {}, clientIp: '192.0.2.1' };
          const route = emulator.runtime.routes.find(({ rule }) => rule.matches(request));
          return (
            route && {
              ...route.shown,
              service: emulator.runtime.http.services.find(({ name }) => name === `${String(route.shown['service'])}@file`),
            }
          );
        },
      ),
    disturbances: () => writes,
    async occupy(how) {
      occupied = true;
      const wanted = desiredOf(integration, service, site);
      const legacy = wanted.map(({ key }) => `    ${key}: {loadBalancer: {servers: [{url: "http://10.0.0.1"}]}}\n`).join('');
      const other = `http:
  routers:
    legacy: {rule: "Host(\`tube.example.org\`)", service: metube, entryPoints: websecure, tls: {}}
  services:
${legacy}`;
      // the marks are comments; nothing else is taken from what we would have written
      const same = (specs: readonly (typeof wanted)[number][]): string =>
        render('metube', { ...configOf(specs.flatMap(({ spec }) => definitionsIn(spec))), live: true }).replace(/^#.*\n/, '');
      if (how === 'other') files.set('manual.yml', other);
      else if (shared) files.set(shared, same(wanted));
      else for (const one of wanted) files.set(`${one.key}.yml`, same([one]));
    },
    async close() {
      expect(emulator.everOpen).toEqual([]);
    },
  };
}

/** The text without the definitions that are marked as ours, and without maps that held nothing else. */
export function withoutOurs(text: string): string {
  const indent = (line: string | undefined): number => line?.search(/\S/) ?? -1;
  const kept: string[] = [];
  let skipping = -1;
  let first = false;
  for (const line of text.split('\n')) {
    if (skipping >= 0 && (first || indent(line) > skipping)) first = false;
    else if (/^ *# Managed by hl/.test(line)) [skipping, first] = [indent(line), true];
    else [skipping] = [-1, kept.push(line)];
  }
  return kept.filter((line, index) => !/^\s+\w+:$/.test(line) || indent(kept[index + 1]) > indent(line)).join('\n');
}
