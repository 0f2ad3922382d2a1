/** Which project, where its directory is and which file defines it. */
export interface Project {
  readonly project: string;
  readonly directory: string;
  readonly file: string;
  readonly envFile?: string;
}

const cli = ({ project, directory, file, envFile }: Project): string[] => [
  ...['docker', 'compose', '--project-name', project, '--project-directory', directory, '--file', file],
  ...(envFile === undefined ? [] : ['--env-file', envFile]),
];

/** Columns of a container's line, in the order of `Container` in containers.ts. A template of our own: `json` makes docker measure every container's size. */
const columns = [
  '{{.ID}}',
  '{{.Names}}',
  '{{.State}}',
  '{{.Status}}',
  '{{.Image}}',
  ...[
    'com.docker.compose.project',
    'com.docker.compose.service',
    'com.docker.compose.config-hash',
    'com.docker.compose.image',
    'com.docker.compose.project.working_dir',
    'com.docker.compose.oneoff',
    'hl.service',
  ].map((label) => `{{.Label "${label}"}}`),
];

/** Commands as data: built here, run inside the scripts of this package, checked by tests word for word. */
export const compose = {
  /** Reads the file as compose will, prints nothing, starts nothing. */
  check: (project: Project) => [...cli(project), 'config', '--quiet'],
  images: (project: Project) => [...cli(project), 'config', '--images'],
  pull: (project: Project) => [...cli(project), 'pull', '--quiet', '--ignore-buildable'],
  pullMissing: (project: Project) => [...cli(project), 'pull', '--quiet', '--ignore-buildable', '--policy', 'missing'],
  /**
   * Images were pulled before: nothing is fetched while the old containers are down. `first`: there are none; compose reads the
   * file and fetches what is missing before it makes anything.
   */
  up: (project: Project, first: boolean) => [
    ...cli(project),
    ...['up', '--detach', '--remove-orphans', ...(first ? ['--quiet-pull'] : ['--pull', 'never'])],
  ],
  /** Starts the named containers anew though compose sees no change. */
  recreate: (project: Project, services: readonly string[]) => [
    ...cli(project),
    'up',
    '--detach',
    '--pull',
    'never',
    '--no-deps',
    '--force-recreate',
    ...services,
  ],
  /** Needs no file. Keeps named volumes: removing a service never removes its data. */
  down: (project: string) => ['docker', 'compose', '--project-name', project, 'down', '--remove-orphans'],
} as const;

export const docker = {
  /** Every container of the host, one tab-separated line each. */
  containers: ['docker', 'ps', '--all', '--no-trunc', '--format', columns.join('\t')],
} as const;
