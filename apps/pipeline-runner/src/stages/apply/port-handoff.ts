import { groupBy, pagesOf, type PlanFile, type PlannedChange, type Service } from '@hl/core';
import { meet, portsOf } from './batches.js';

/** A route whose port becomes another service's, as a change that takes it away. */
export interface PortHandoff {
  readonly change: PlannedChange;
  /** Name of the service that gets the port. */
  readonly taker: string;
}

/**
 * Routes that must go before the containers change: between the deployment and its own new route, the old one would lead
 * to the service that got its port, and let in people whom that one refuses.
 */
export function handoffs(plan: PlanFile, routes: readonly PlannedChange[], deployed: readonly PlannedChange[]): PortHandoff[] {
  const deploying = new Set(deployed.filter(({ after }) => after !== null).map(({ service }) => service));
  const takers = plan.services.flatMap(({ name, after }) => (after !== null && deploying.has(name) ? [{ name, after }] : []));
  const [onHost, owners] = [groupBy(takers, ({ after }) => after.host), new Map(plan.services.map(({ name, before }) => [name, before]))];
  return routes.flatMap((change) => {
    const owner = owners.get(change.service);
    const giver = owner && (pagesOf(owner).find(({ name }) => name === change.key) ?? owner);
    if (change.before === null || !giver?.traefik) return [];
    const taker = (onHost.get(giver.host) ?? []).find(
      ({ name, after }) => name !== change.service && listens(after, giver) && !admits(after, giver),
    );
    return taker ? [{ change: { ...change, after: null }, taker: taker.name }] : [];
  });
}

/** Whether `taker` answers where the route of `giver` leads. */
function listens(taker: Service, giver: Service): boolean {
  if (taker.host !== giver.host || taker.address !== giver.address) return false;
  const { host } = taker;
  const published = portsOf(taker);
  return [giver.port, giver.traefik?.port].some(
    (port) => port != null && (port === taker.port || meet(published, [{ host, protocol: 'tcp', from: port, to: port }])),
  );
}

/** Whether the route of `giver` lets in nobody whom `taker` keeps out. */
function admits(taker: Service, giver: Service): boolean {
  const [own, old] = [taker.traefik, giver.traefik];
  if (own === null || old === null) return false;
  return (
    own.middlewares.every((name) => old.middlewares.includes(name)) &&
    old.entrypoints.every((name) => own.entrypoints.includes(name)) &&
    (gate(taker) === null || gate(taker) === gate(giver))
  );
}

/** Who gets past the SSO, comparable; null: it keeps nobody out (a service with OIDC asks by itself). */
const gate = ({ authentik }: Service): string | null =>
  authentik === null || authentik.method === 'oidc'
    ? null
    : JSON.stringify([[...authentik.groups].sort(), [...authentik.skipPathRegex].sort()]);
