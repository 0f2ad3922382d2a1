import type { Integration } from '../integration.js';
import type { Service } from '../model/service.gen.js';
import type { Site } from '../model/site.js';
import type { Faults } from './faults.js';

/** One integration in front of one system (an emulator or the real one), fresh for each law. */
export interface Subject {
  readonly integration: Integration;
  readonly site: Site;
  /** Wants at least one resource; the system does not hold it yet. */
  readonly service: Service;
  /** The same service, wanting something else. */
  readonly changed: Service;
  /** Every outside call of the integration passes through it. */
  readonly faults: Faults;
  /** A new integration in front of the same system, as the next process has one: it knows nothing of the first. */
  restart(): Integration;
  /** All that is not ours, in full: it must stay as it is to the byte. */
  bystanders(): Promise<unknown>;
  /** What a user of the system meets (a container that runs, a name that resolves), not what is merely stored. Same in every fresh subject. */
  effective(): Promise<unknown>;
  /** How often the system was written or restarted so far. */
  disturbances(): number | Promise<number>;
  /**
   * Somebody else takes every name that `service` and `changed` want: with something else behind them, or (`same`) with just what
   * `service` wants, made by hand. From then on that is part of `bystanders`.
   */
  occupy(how: 'other' | 'same'): Promise<void>;
  close?(): Promise<void>;
}

export interface Law {
  readonly title: string;
  run(setup: () => Promise<Subject>): Promise<void>;
}

export type Definition = 'none' | 'service' | 'changed';
