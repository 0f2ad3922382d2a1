import type { Site } from '@hl/core';
import type { Answered } from './answers.js';
import type { FilePlan } from './write/files.js';
import type { World } from './world.js';

export interface Reached {
  readonly site: Site;
  readonly changed: readonly FilePlan[];
  /** null: there was an hl.yml already. */
  readonly fresh: Answered | null;
  /** Variables that are not set. */
  readonly secrets: readonly string[];
  readonly looked: boolean;
}

/** What to type next, a line each. */
export function nextSteps({ hl }: Pick<World, 'hl'>, { changed, fresh, secrets, looked }: Reached): string[] {
  const [busy] = fresh?.looked.filter(({ seen }) => seen.containers.some(({ labels }) => !labels.has('hl.service'))) ?? [];
  const steps: (readonly [command: string, why: string])[] = [
    ...(secrets.length > 0 ? [['cp .env.example .env', `and write ${secrets.join(', ')} into it`] as const] : []),
    ...(looked ? [] : [[`${hl} doctor`, 'whether all that hl.yml names can be reached'] as const]),
    ...(changed.length > 0 ? [['git add --all && git commit -m "feat: my homelab"', 'hl deploys what is committed'] as const] : []),
    [`${hl} run`, `deploys it; ${hl} plan only shows what it would do`],
    ...(busy === undefined ? [] : [[`${hl} import --host ${busy.seen.host}`, 'what runs there already, as service files'] as const]),
  ];
  const width = Math.max(...steps.map(([command]) => command.length));
  return ['Next:', ...steps.map(([command, why]) => `  ${command.padEnd(width)}  # ${why}`)];
}
