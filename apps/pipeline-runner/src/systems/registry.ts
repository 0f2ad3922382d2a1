import type { Change, Site } from '@hl/core';
import { adguard } from './entries/adguard.js';
import { authentik } from './entries/authentik.js';
import { compose } from './entries/compose.js';
import { glance } from './entries/glance.js';
import { pihole } from './entries/pihole.js';
import type { Job, System } from './system.js';
import { traefik } from './entries/traefik.js';

/** Every system, in the order in which things are made. A new one is an entry here. */
export const systems: readonly System[] = [compose, traefik, pihole, adguard, authentik, glance];

/** The name of a change's system without that of its instance. */
export const baseOf = (system: string): string => system.split('@')[0] ?? system;

export const makeOrder: readonly string[] = systems.map(({ name }) => name);
export const breakOrder: readonly string[] = [...systems].sort((a, b) => a.breaks - b.breaks).map(({ name }) => name);

/** The job that makes what `change` is about; undefined: no system of that name is known. */
export const jobOf = (change: Pick<Change, 'system'>): Job | undefined => systems.find(({ name }) => name === baseOf(change.system))?.job;

/** Names of the variables that hold the systems' secrets. */
export const secretNames = (site: Site): string[] => systems.flatMap(({ secrets }) => secrets(site));
