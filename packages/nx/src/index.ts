import { callOf } from './call.js';
import { withDefaults, type HlNxOptions } from './options.js';
import type { Project } from './projects/project.js';
import { projectsOf } from './projects/projects.js';
import { commandIn, readHomelab } from './read/homelab.js';

export type { HlNxOptions } from './options.js';
export type { Input, Project, Target } from './projects/project.js';

/** What Nx calls `CreateNodes`: a pattern of files, and what is to be found by them. */
export type Infer = readonly [
  pattern: string,
  infer: (
    files: readonly string[],
    options: HlNxOptions | undefined,
    context: { readonly workspaceRoot: string },
  ) => Promise<[file: string, found: { projects: Record<string, Project> }][]>,
];

export const name = '@hl/nx';

/**
 * Service files as projects. Asked by nx.json, which is never deleted: Nx takes a deleted file of a pattern here for a deleted project, and
 * then everything for affected. Never throws for what stands in a file: `hl validate` tells it.
 */
export const createNodes: Infer = [
  'nx.json',
  async (_files, options, { workspaceRoot }) => {
    const { config, command, ...naming } = withDefaults(options);
    const homelab = await readHomelab(workspaceRoot, config);
    if (homelab === null) return [];
    const found = commandIn(workspaceRoot, command);
    const projects = projectsOf(homelab, { ...found, command: callOf(found.command, config) }, naming);
    return projects.map((project) => [project.root, { projects: { [project.root]: project } }]);
  },
];
