import { environment, labels, secrets } from '../../src/deployment/environment.js';
import { givenOf } from '../../src/deployment/variables.js';
import { contextOf, minimal, told } from '../context.js';

function resolve(deployment: string, sections = '') {
  const context = contextOf(minimal(deployment, sections));
  const given = givenOf(context);
  return {
    environment: environment(context, given),
    secrets: secrets(context),
    labels: labels(context, 'metube', given),
    report: context.report,
  };
}
const messages = (text: string) => told(resolve(text).report);

describe('environment and secrets', () => {
  test('a value may be 120 kB', () => {
    expect(messages(`environment: { BIG: ${'x'.repeat(121 * 1024)} }`)).toEqual(['BIG is 121 kB; a variable may be 120 kB at most']);
  });

  test('the CI variable has the same name unless told', () => {
    expect(resolve('secrets: [{ name: A }, { name: B, source: C }]').secrets.ours).toEqual([
      { name: 'A', source: 'A' },
      { name: 'B', source: 'C' },
    ]);
  });

  test.each([
    ['secrets: [{ name: A }, { name: A, source: B }]', 'A is given twice'],
    ['environment: { A: x }\nsecrets: [{ name: A }]', 'A is in environment too'],
  ])('%s', (text, message) => expect(messages(text)).toEqual([message]));

  test('Watchtower is told by labels; a label of one’s own wins', () => {
    const labels = (text: string, deployment = '') => resolve(deployment, `watchtower: ${text}\n`).labels;
    expect(labels('{ enabled: false }')).toEqual({ 'com.centurylinklabs.watchtower.enable': 'false' });
    expect(labels('{ monitor_only: true }', 'labels: { com.centurylinklabs.watchtower.enable: maybe, a: b }')).toEqual({
      'com.centurylinklabs.watchtower.enable': 'maybe',
      'com.centurylinklabs.watchtower.monitor-only': 'true',
      a: 'b',
    });
  });

  test('what Watchtower cannot do is said', () => {
    expect(told(resolve('', 'watchtower: { container_name: other, notify_on_update: false }\n').report)).toEqual([
      'warning: the container is called metube, not other',
      'warning: Watchtower cannot be silent about a single container',
    ]);
    expect(told(resolve('', 'watchtower: { container_name: metube, notify_on_update: true }\n').report)).toEqual([]);
  });
});
