import { withArguments } from '../call.js';
import type { Input, Target } from './project.js';

/** How hl is called. */
export interface Calling {
  readonly command: string;
  /** Whether what it says of the same files is the same. */
  readonly cached: boolean;
}

type Rest = Pick<Target, 'inputs'> & Partial<Target>;

/** Of one service. What reads or writes systems is never cached; what writes them runs alone. */
export function serviceTargets(path: string, service: string, calling: Calling, isCacheable: boolean): Record<string, Target> {
  const own = ['--service', service, '--out', `.hl/nx/${service}`];
  const kept = (...inputs: Input[]): Rest =>
    calling.cached && isCacheable ? { cache: true, inputs: [...inputs, ...versionOf(calling)], outputs: [] } : { inputs };
  // Without any, Nx would look for files below the root of the project, which is a file.
  const told: Rest = { inputs: ['service'] };
  return {
    validate: target(calling, ['validate', path], kept('service')),
    // Whose network it uses stands in what it needs.
    render: target(calling, ['render', service], kept('service', '^service')),
    plan: target(calling, ['plan', ...own], told),
    deploy: target(calling, ['run', ...own], { ...told, parallelism: false }),
    verify: target(calling, ['verify', ...own], told),
  };
}

/** Of the whole homelab: what files say of each other. @param inputs all that hl reads for it */
export function homelabTargets(calling: Calling, inputs: readonly Input[], report: string): Record<string, Target> {
  const kept = calling.cached
    ? { cache: true, inputs: [...inputs, { env: 'CI' }, ...versionOf(calling)], outputs: [report] }
    : { inputs: [...inputs] };
  return { validate: target(calling, ['validate'], kept) };
}

/** And none of the npm packages, which are an input otherwise. */
const versionOf = ({ command }: Calling): Input[] => [{ runtime: `${command} --version` }, { externalDependencies: [] }];

const target = ({ command }: Calling, args: readonly string[], more: Rest): Target => ({
  executor: 'nx:run-commands',
  cache: false,
  ...more,
  options: { command: withArguments(command, args) },
});
