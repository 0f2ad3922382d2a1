import { emit, environmentOf, mapOf, readCompose, type JsonMap } from '@hl/compose';
import { nasty } from '@hl/core/testing';
import { realCompose, version, type Oracle } from './oracle.js';

let compose: Oracle;
beforeAll(() => {
  compose = realCompose();
});
afterAll(() => compose.close());

const web = (config: JsonMap | string): JsonMap => mapOf(mapOf(mapOf(config as JsonMap)['services'])['web']);

test(`compose ${version()} reads what is emitted as it was meant`, async () => {
  const environment = Object.fromEntries(nasty.map((text, index) => [`V${index}`, text]));
  const labels = Object.fromEntries(nasty.map((text, index) => [`l.${index}`, text]));
  const file = { services: { web: { image: 'web', environment, labels, command: nasty, working_dir: '0o17', hostname: '1_000' } } };
  const { command, working_dir: directory, hostname, ...read } = web(await compose.config([emit(file)]));
  expect(read).toMatchObject({ environment, labels });
  expect([command, directory, hostname]).toEqual([nasty, '0o17', '1_000']);
});

test('plain scalars are read as compose reads them', async () => {
  const plain = [
    ...[
      '0777',
      '0o17',
      '0b11',
      '0x1F',
      '-0x1F',
      '-010',
      '1_000',
      '1_0.5',
      '1e3',
      '.5',
      '+5',
      '1.10',
      '08',
      '0_7',
      '-1',
      '1.',
      '0b',
      '0o8',
      '00',
    ],
    ...['-0o17', '-0b11', '0x_1F', '1__0', '_1', '1_', '+0x1F', '0x', '+.5', '-.5e2', '.', '-0', '123456.5', '99999999999'],
    ...[
      'yes',
      'no',
      'on',
      'y',
      'true',
      'True',
      'FALSE',
      '12:30:45',
      '2024-01-02',
      '2024-1-2',
      '2024-01-02T03:04:05Z',
      '2024-01-02 03:04:05',
    ],
    ...['1.2.3', '=', 'null', 'Null', '~'],
  ];
  const text = `services: {web: {image: web, environment: {${plain.map((value, index) => `V${index}: ${value}`).join(', ')}}}}`;
  const said = environmentOf(web(await compose.config([text]))['environment']);
  expect(environmentOf(readCompose(text).services.get('web')?.['environment'])).toEqual(said);
});
