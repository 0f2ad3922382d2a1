import type { ReportData, State } from '@hl/report';
import { verdict } from '../../src/sections/top.js';
import { healthy } from '../sample/sample.js';

const fleet = (...states: State[]): ReportData => {
  const data = healthy(states.length);
  return { ...data, services: data.services.map((service, index) => ({ ...service, state: states[index] ?? 'ok' })) };
};

test.each([
  ['no service', fleet(), 'ok', 'No service yet'],
  ['one', fleet('ok'), 'ok', 'One service, healthy'],
  ['all', fleet('ok', 'ok'), 'ok', 'All 2 services healthy'],
  ['one fails', fleet('ok', 'failing'), 'failing', '1 of 2 services needs you'],
  ['one was taken back', fleet('ok', 'back'), 'failing', '1 of 2 services needs you'],
  ['some wait', fleet('ok', 'waiting', 'waiting'), 'waiting', '2 of 3 services need you'],
  ['nobody looked at one', fleet('ok', 'unknown'), 'ok', '1 of 2 services healthy'],
  ['nobody looked', fleet('unknown', 'absent'), 'waiting', '0 of 2 services healthy'],
])('%s', (_, data, state, text) => {
  expect(verdict(data)).toEqual({ state, text });
});

test('a run that stopped early is said, though no service is worse for it', () => {
  const { run, ...data } = fleet('ok');
  const stages = run!.stages.map((stage) =>
    stage.name === 'plan' ? { ...stage, state: 'failing' as const, error: { message: 'x' } } : stage,
  );
  expect(verdict({ ...data, run: { ...run!, stages } })).toEqual({ state: 'failing', text: 'plan failed' });
});
