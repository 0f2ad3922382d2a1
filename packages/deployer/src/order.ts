import type { Change } from '@hl/core';
import { parse } from 'yaml';
import { isMap } from './merge.js';
import type { ComposeSpec } from './spec.js';

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
const claimsOf = ({ compose, project }: ComposeSpec): string[] => [...claims(compose), `project ${project}`];

function portOf(port: unknown): string | null {
  if (isMap(port)) return port['published'] === undefined ? null : `${String(port['protocol'] ?? 'tcp')} ${String(port['published'])}`;
  const [, host, protocol = 'tcp'] = /(?:^|:)(\d+):\d+(?:\/(tcp|udp))?$/.exec(String(port)) ?? [];
  return host === undefined ? null : `${protocol} ${host}`;
}

/**
 * Makes come before breaks, but for a service that was renamed: what goes and holds a port, name or project that what
 * comes needs, goes first.
 */
export function inTheWay(changes: readonly Change<ComposeSpec>[]): Set<Change<ComposeSpec>> {
  const wanted = new Set(changes.flatMap(({ after }) => (after === null ? [] : claimsOf(after))));
  return new Set(
    changes.filter(({ before, after }) => after === null && before !== null && claimsOf(before).some((claim) => wanted.has(claim))),
  );
}

/** Runs `work` for each change, after the changes of the services it depends on; a circle does not wait for itself. */
export async function afterDependencies(
  changes: readonly Change<ComposeSpec>[],
  work: (change: Change<ComposeSpec>) => Promise<void>,
): Promise<void> {
  const running = new Map<string, Promise<void>>();
  const start = (change: Change<ComposeSpec>, above: readonly string[]): Promise<void> => {
    const started = running.get(change.service);
    if (started) return started;
    const names = change.after?.dependsOnServices ?? [];
    const first = changes.filter(({ service }) => names.includes(service) && service !== change.service && !above.includes(service));
    const mine = Promise.all(first.map((other) => start(other, [...above, change.service]))).then(() => work(change));
    running.set(change.service, mine);
    return mine;
  };
  await Promise.all(changes.map((change) => start(change, [])));
}
