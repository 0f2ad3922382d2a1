import type { Report } from '../diagnostic.js';
import type { SiteWithDefaults } from '../site/defaults.js';
import type { ServiceFile } from './service.gen.js';

/** Files of the repository by their path relative to it; null: there is none. */
export interface FileReader {
  (path: string): Uint8Array | null;
}

/** What resolving any part of one service file has at hand. */
export interface Context {
  readonly input: ServiceFile;
  readonly site: SiteWithDefaults;
  readonly report: Report;
  /** Of the service file, relative to the repository. */
  readonly path: string;
  readonly files: FileReader;
}

/** The same for a file that deploys a container. */
export interface DeploymentContext extends Context {
  readonly deployment: NonNullable<ServiceFile['deployment']>;
}
