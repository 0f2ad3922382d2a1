import type { Json } from '@hl/core';
import { flags } from '../cli/flags.js';
import { ok } from '../cli/output.js';
import type { Output } from '../cli/output.js';
import { format } from '../cli/template.js';
import type { JsonMap } from '@hl/compose';
import { conditionOf, imageOf, replicasOf, stateOf } from './service.js';
import type { SwarmService, Task } from './service.js';

/** As `docker service ls` prints services. */
export function listed(services: readonly SwarmService[], args: readonly string[]): Output {
  const options = flags(args, ['--format', '--filter', '-f'], ['--quiet', '-q']);
  const shown = services.filter(({ spec }) => {
    const labels = (spec['Labels'] ?? {}) as JsonMap;
    return options.all('--filter', '-f').every((filter) => !filter.startsWith('label=') || (filter.slice(6).split('=')[0] ?? '') in labels);
  });
  if (options.has('--quiet', '-q')) return ok(shown.map(({ id }) => `${id.slice(0, 12)}\n`).join(''));
  const wanted = options.value('--format') ?? '{{.ID}}   {{.Name}}   {{.Mode}}   {{.Replicas}}   {{.Image}}';
  return ok(
    shown
      .map((service) => {
        const running = service.tasks.filter((task) => stateOf(task).state === 'Running').length;
        const row: Json = {
          ID: service.id.slice(0, 12),
          Name: service.name,
          Mode: 'replicated',
          Replicas: `${running}/${replicasOf(service)}`,
          Image: imageOf(service.spec).split('@')[0] ?? '',
        };
        return `${format(wanted, row)}\n`;
      })
      .join(''),
  );
}

/** As `docker service ps` prints tasks. */
export function tasks(services: readonly SwarmService[], args: readonly string[]): Output {
  const options = flags(args, ['--format', '--filter', '-f'], ['--no-trunc', '--quiet', '-q', '--no-resolve']);
  const wanted = options.value('--format') ?? '{{.ID}}   {{.Name}}   {{.DesiredState}}   {{.CurrentState}}   {{.Error}}';
  return ok(services.flatMap((service) => service.tasks.map((task) => `${format(wanted, row(service, task))}\n`)).join(''));
}

function row(service: SwarmService, task: Task): JsonMap {
  const { state, error } = stateOf(task);
  const over = task.retired || (conditionOf(service) === 'none' && /^(Complete|Failed|Rejected)$/.test(state));
  return {
    ID: task.id,
    Name: `${service.name}.${task.slot}`,
    Image: imageOf(service.spec).split('@')[0] ?? '',
    Node: 'lab',
    DesiredState: over || state === 'Failed' || state === 'Rejected' ? 'Shutdown' : 'Running',
    CurrentState: `${state} 1 second ago`,
    Error: error === '' ? '' : JSON.stringify(error),
  };
}
