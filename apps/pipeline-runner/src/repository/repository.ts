import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { HlError, isRecord, sha256, type Service, type Site } from '@hl/core';
import { crossCheck, linkNetworks, loadService, type Diagnostic, type FileReader } from '@hl/schema';
import { readYaml } from '@hl/schema/yaml';
import { withOidcSecrets } from '../systems/oidc.js';
import { workingTree, type Tree } from './tree.js';

export interface Loaded {
  readonly services: readonly Service[];
  readonly diagnostics: readonly Diagnostic[];
}

/** The working tree as hl sees it. */
export interface Repository {
  readonly cwd: string;
  readFile: FileReader;
  /** Paths of all service files, relative to the repository, sorted. */
  servicePaths(): string[];
  /** Every service file of the tree, and what is wrong with them, across files too. */
  load(): Loaded;
  loadOne(path: string): { service: Service | null; diagnostics: readonly Diagnostic[] };
  /** Bytes of a file as it was at a commit; null when it was not there. */
  readAt(revision: string, path: string): Uint8Array | null;
  /** A definition as it was at a commit; null when it was not there or not valid. */
  loadAt(revision: string, path: string): Service | null;
  hash(path: string): string;
}

const decoder = new TextDecoder();

/** @param tree its files; default: those on the disk */
export function openRepository(cwd: string, site: Site, tree: Tree = workingTree(resolve(cwd))): Repository {
  const root = resolve(cwd);
  const { readFile, readText } = tree;
  const readAt = (revision: string, path: string): Uint8Array | null => {
    try {
      return execFileSync('git', ['show', `${revision}:./${path}`], {
        cwd: root,
        stdio: ['ignore', 'pipe', 'ignore'],
        maxBuffer: 64 << 20,
      });
    } catch {
      return null;
    }
  };
  /** Service files as they were read, for their hashes. */
  const read = new Map<string, string>();
  const loadAlone = (path: string): ReturnType<Repository['loadOne']> => {
    const text = readText(path);
    if (text === null)
      throw new HlError('HL_SERVICE_FILE', `${path} is not there`, {
        kind: 'input',
        hint: 'The commit has it: commit that it goes, or get it back (git restore), then run hl detect again.',
      });
    read.set(path, text);
    return resolved(loadService(text, path, site, readFile));
  };
  const filesBelow = (): string[] =>
    tree
      .filesBelow(site.services)
      .filter((path) => !path.slice(site.services.length).includes('/.'))
      .sort();
  const servicePaths = (files = filesBelow()): string[] => files.filter((path) => path.endsWith('.yml'));
  /** A service file by another ending would be passed over in silence; what a service names as its own file is none. */
  const misnamed = (services: readonly Service[], files: readonly string[]): Diagnostic[] => {
    const asked = files.filter((path) => !path.endsWith('.yml') && /\.ya?ml$/i.test(path));
    const own = new Set(asked.length === 0 ? [] : services.flatMap(sourcesOf));
    return asked
      .filter((path) => !own.has(path))
      .filter((path) => definesService(readText(path) ?? ''))
      .map((file) => ({
        severity: 'error',
        file,
        line: 1,
        column: 1,
        pointer: '',
        rule: 'ending',
        message: 'is not read: service files end in .yml',
        hint: 'Rename it to .yml. To put a service aside, begin the file name with a dot; to remove it, delete the file.',
      }));
  };
  const loadAll = (files = filesBelow()) => {
    const results = servicePaths(files).map(loadAlone);
    return { results, services: linkNetworks(results.flatMap(({ service }) => service ?? [])) };
  };
  let linked: ReadonlyMap<string, Service> | undefined;
  /** Whose network a service uses stands in another file: all are read once. */
  const loadOne = (path: string): ReturnType<Repository['loadOne']> => {
    const alone = loadAlone(path);
    const { service } = alone;
    if (!service || !usesNetwork(service)) return alone;
    linked ??= new Map(loadAll().services.map((one) => [one.name, one]));
    return { ...alone, service: linked.get(service.name) ?? service };
  };
  return {
    cwd: root,
    readFile,
    servicePaths: () => servicePaths(),
    load() {
      const files = filesBelow();
      const { results, services } = loadAll(files);
      return {
        services,
        diagnostics: [...results.flatMap(({ diagnostics }) => diagnostics), ...crossCheck(services, site), ...misnamed(services, files)],
      };
    },
    loadOne,
    readAt,
    loadAt(revision, path) {
      const bytes = readAt(revision, path);
      return bytes === null ? null : resolved(loadService(decoder.decode(bytes), path, site, (file) => readAt(revision, file))).service;
    },
    hash(path) {
      const text = read.get(path);
      // A text has the bytes that it was read from, unless some of them were none of a text's.
      return sha256(text === undefined || text.includes('\ufffd') ? (readFile(path) ?? '') : text);
    },
  };
}

/** Paths of the files that travel with a service. */
export const sourcesOf = ({ deployment }: Service): string[] =>
  [...(deployment?.files ?? []), deployment?.secretsFile, deployment?.composeFile].flatMap((file) => file?.source ?? []);

/** Whether somebody meant a text to be a service file; one that is no YAML is judged by its first words. */
function definesService(text: string): boolean {
  const { value } = readYaml(text, '', {}, 'service file');
  const service = value?.['service'];
  return value === undefined ? /^\uFEFF?service\s*:/m.test(text) : isRecord(service) && typeof service['name'] === 'string';
}

/** It may use the network of another service's container, itself or in one of its own: any of these may say so. */
function usesNetwork({ deployment }: Service): boolean {
  if (deployment === null) return false;
  const { networkMode, container, services, compose, composeFile } = deployment;
  return JSON.stringify([networkMode, container, services, compose, composeFile?.content]).includes('container:');
}

const resolved = ({ service, diagnostics }: ReturnType<typeof loadService>): ReturnType<typeof loadService> => ({
  service: service && withOidcSecrets(service),
  diagnostics,
});
