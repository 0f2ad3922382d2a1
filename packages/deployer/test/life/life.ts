import { join } from 'node:path';
import { apply, plan } from '@hl/core';
import type { Change, Outcome } from '@hl/core';
import { exampleService, exampleSite } from '@hl/core/testing';
import type { ComposeOptions, ComposeSpec } from '@hl/deployer';
import { testHost } from '../host.js';
import type { TestHost } from '../host.js';
import type { Example } from '../example.js';

/** What tests of a service's life on an emulated host share. */
export const site = exampleSite();
export let host: TestHost;

/** A fresh host for each test of the file. */
export function useHost(options: Parameters<typeof testHost>[0] = {}): void {
  beforeEach(async () => {
    host = await testHost({
      ...options,
      images: {
        'broken:exit': { exit: 3, logs: ['reading settings', 'no such option: key=tops3cret'] },
        'broken:sick': { health: 'unhealthy' },
        'job:1': { exit: 0 },
        'slow:1': { health: 'healthy', startMs: 60 },
      },
    });
  });
  afterEach(() => host.close());
}

export type Options = Partial<ComposeOptions>;

export const go = async (before: Example[], after: Example[], options?: Options): Promise<Outcome[]> => {
  const integration = host.integration(options);
  return apply(integration, (await plan(integration, { before, after, site })).changes);
};

export const good = (outcomes: Outcome[]): Outcome[] => {
  expect(outcomes.map(({ status, error }) => [status, error?.message])).toEqual(outcomes.map(() => ['applied', undefined]));
  expect(outcomes.length).toBeGreaterThan(0);
  return outcomes;
};

export const service = (deployment: Partial<Example['deployment']> = {}, over: { name?: string; port?: number } = {}): Example => {
  const { name = 'metube', port = 8082 } = over;
  return exampleService({
    name,
    deployment: { ports: [{ host: port, container: 8081, protocol: 'tcp', hostIp: null }], volumes: [], ...deployment },
  });
};

export const made = (one: Example): Change<ComposeSpec>[] =>
  host
    .integration()
    .desired(one, site)
    .map(({ spec, ...resource }) => ({ ...resource, before: null, after: spec }));

export const removalOf = (one: Example): Change<ComposeSpec>[] =>
  made(one).map(({ after, ...change }) => ({ ...change, before: after, after: null }));

export const path = (...parts: string[]): string => join(host.shell.root, ...parts);

type ContainerState = ReturnType<TestHost['docker']['state']>['containers'][number];

export const container = (name: string): ContainerState | undefined => host.docker.state().containers.find((each) => each.name === name);

/** A task of a Swarm's service. */
export const running = (name: string): ContainerState | undefined =>
  host.docker.state().containers.find((each) => each.name.startsWith(`${name}.`));
