import type { RunGit } from '@hl/detect';
import type { Environment } from '../../environment.js';
import type { Printer } from '../../printer.js';
import type { Ask } from '../new/ask.js';
import type { Aliases } from './hosts.js';
import type { Pipeline } from './write/ci.js';

/** The command line, as it was typed. */
export interface Given {
  readonly hosts: readonly string[];
  readonly domain?: string;
  readonly categories?: readonly string[];
  readonly ci?: Pipeline;
  /** What is not given is taken from what was found, else as it usually is. */
  readonly yes: boolean;
  readonly trust: boolean;
  readonly force: boolean;
  readonly dryRun: boolean;
  readonly look: boolean;
  readonly service: boolean;
  readonly git: boolean;
}

/** All that init sees of the outside. */
export interface World {
  readonly cwd: string;
  /** hl.yml, relative to it. */
  readonly configPath: string;
  readonly print: Printer;
  /** With these variables besides, where they are not set. */
  readonly environment: (more?: Readonly<Record<string, string>>) => Environment;
  /** null: nobody is there to answer. */
  readonly ask: Ask | null;
  readonly config: Aliases;
  /** Of this machine, as others reach it. */
  readonly ownAddress: string;
  /** null: a name that nobody knows. */
  readonly resolve: (name: string) => Promise<string | null>;
  readonly git: RunGit;
  /** Of hl. */
  readonly version: string;
  /** How hl was called here, for the next commands. */
  readonly hl: string;
}
