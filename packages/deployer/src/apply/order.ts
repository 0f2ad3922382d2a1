import type { Change } from '@hl/core';
import { parse } from 'yaml';
import { isMap } from '../file/merge.js';
import type { ComposeSpec } from '../spec.js';

/** Host ports and container names that a compose file claims. */
export function claims(composeText: string): Set<string> {
  const top: unknown = composeText === '' ? {} : parse(composeText, { merge: true, logLevel: 'silent' });
  const services = isMap(top) && isMap(top['services']) ? Object.values(top['services']).filter(isMap) : [];
  return new Set(
    services.flatMap(({ ports, container_name: name }) => [
      ...(typeof name === 'string' ? [`name ${name}`] : []),
      ...(Array.isArray(ports) ? ports.map(portOf).filter((port) => port !== null) : []),
    ]),
  );
}

/** Taking a project down later would take down what came into it. */
export const claimsOf = ({ compose, project }: ComposeSpec): string[] => [...claims(compose), `project ${project}`];

function portOf(port: unknown): string | null {
  if (isMap(port)) return port['published'] === undefined ? null : `${String(port['protocol'] ?? 'tcp')} ${String(port['published'])}`;
  const [, host, protocol = 'tcp'] = /(?:^|:)(\d+):\d+(?:\/(tcp|udp))?$/.exec(String(port)) ?? [];
  return host === undefined ? null : `${protocol} ${host}`;
}

/** Other changes that are to be through before this one begins. */
export const dependenciesOf = <T extends Change<ComposeSpec>>({ service, after }: T, changes: readonly T[]): T[] =>
  changes.filter((other) => other.service !== service && (after?.dependsOnServices ?? []).includes(other.service));

/** Runs `work` for each change, after the changes of the services it depends on; a circle does not wait for itself. */
export async function afterDependencies(
  changes: readonly Change<ComposeSpec>[],
  work: (change: Change<ComposeSpec>) => Promise<void>,
): Promise<void> {
  const running = new Map<string, Promise<void>>();
  const start = (change: Change<ComposeSpec>, above: readonly string[]): Promise<void> => {
    const started = running.get(change.service);
    if (started) return started;
    const first = dependenciesOf(change, changes).filter(({ service }) => !above.includes(service));
    const mine = Promise.all(first.map((other) => start(other, [...above, change.service]))).then(() => work(change));
    running.set(change.service, mine);
    return mine;
  };
  await Promise.all(changes.map((change) => start(change, [])));
}
