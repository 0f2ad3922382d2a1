import { parseServices, serviceColumns } from '../../src/client/swarm-services.js';

const service = ({ update = '', replicas = '1', condition = 'any', name = 'app_web' } = {}): string =>
  ['hash', 'id', name, 'service', update, 'web:1@sha256:0', 'app', replicas, condition, '/opt/app', '', 'app'].join('\t');
const task = (desired: string, current: string, error = '', name = 'app_web.1'): string =>
  ['task', `t-${current}`, name, desired, `${current} 3 seconds ago`, error].join('\t');
const state = (options: Parameters<typeof service>[0], ...tasks: string[]): unknown => {
  const [found] = parseServices([service(options), ...tasks]);
  return found && `${found.state}: ${found.status}`;
};

test('a service as a container', () => {
  expect(parseServices(['', service(), task('Running', 'Running'), task('Running', 'Running', '', 'other_web.1')])).toEqual([
    {
      id: 'id',
      name: 'app_web',
      state: 'running',
      status: 'Up',
      image: 'web:1@sha256:0',
      project: 'app',
      service: 'web',
      configHash: 'hash',
      imageId: 'web:1@sha256:0',
      directory: '/opt/app',
      oneOff: false,
      ports: '',
      owner: 'app',
      tasks: 't-Running Running',
    },
  ]);
  expect(parseServices([service({ name: 'by-hand' })])).toMatchObject([{ service: 'by-hand' }]);
  expect(parseServices(['a\tb', service().replace('service', 'else')])).toEqual([]);
  expect(serviceColumns.split('\t')).toHaveLength(12);
});

test('tasks are told apart by service, also where docker draws them as a tree', () => {
  expect(parseServices([service(), task('Running', 'Running', '', ' \\_ app_web.1')])).toMatchObject([{ state: 'running', status: 'Up' }]);
});

test.each<[string, Parameters<typeof service>[0], string[], string]>([
  ['every replica runs', { replicas: '2' }, [task('Running', 'Running'), task('Running', 'Running')], 'running: Up'],
  ['one of two runs', { replicas: '2' }, [task('Running', 'Running'), task('Running', 'Preparing')], 'running: Up (health: starting)'],
  ['a global one runs', { replicas: '' }, [task('Running', 'Running')], 'running: Up'],
  ['a global one without tasks', { replicas: '' }, [], 'created: Created'],
  [
    'a global one with one of two',
    { replicas: '' },
    [task('Running', 'Running'), task('Ready', 'Starting')],
    'running: Up (health: starting)',
  ],
  ['scaled to nothing', { replicas: '0' }, [], 'exited: Exited (0)'],
  ['an update is under way', { update: 'updating' }, [task('Running', 'Running')], 'running: Up (health: starting)'],
  ['it goes back', { update: 'rollback_started' }, [task('Running', 'Running')], 'running: Up (health: starting)'],
  ['an update is paused', { update: 'paused' }, [task('Running', 'Running')], 'at a paused update: '],
  ['going back is paused', { update: 'rollback_paused' }, [task('Shutdown', 'Failed', '"exit 3"')], 'at a paused update: "exit 3": '],
  ['done', { condition: 'none' }, [task('Shutdown', 'Complete')], 'exited: Exited (0)'],
  ['done after a failure', {}, [task('Shutdown', 'Complete'), task('Shutdown', 'Failed', 'x')], 'exited: Exited (0)'],
  ['failed for good', { condition: 'none' }, [task('Shutdown', 'Failed', 'x')], 'exited: Exited (1)'],
  ['failed, to be started anew', {}, [task('Shutdown', 'Failed', 'x')], 'restarting: Restarting: x'],
  ['refused', {}, [task('Ready', 'Ready'), task('Shutdown', 'Rejected', 'no mount')], 'restarting: Restarting: no mount'],
  [
    'failed, with a new task',
    { condition: 'none' },
    [task('Running', 'Pending'), task('Shutdown', 'Failed', 'x')],
    'restarting: Restarting: x',
  ],
  ['it finds no node', {}, [task('Running', 'Pending', '"no suitable node"')], 'restarting: Waiting: "no suitable node"'],
  ['it is being prepared', {}, [task('Running', 'Preparing')], 'running: Up (health: starting)'],
  ['it is assigned', {}, [task('Ready', 'Assigned')], 'running: Up (health: starting)'],
  ['it is new', {}, [task('Running', 'New')], 'created: Created'],
  ['only old tasks', {}, [task('Shutdown', 'Shutdown')], 'created: Created'],
])('%s', (_, options, tasks, expected) => {
  expect(state(options, ...tasks)).toBe(expected);
});
