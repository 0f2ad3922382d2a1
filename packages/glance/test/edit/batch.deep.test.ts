import { thereAndBack } from '../support/shapes.js';
import { machine } from '../support/machine.js';
import { fixture, page, pages, surgery, tile } from '../support/surgery.js';

const plex = '\n        - title: Plex\n          url: https://plex.example.net';

const big = pages(
  ...['Home', 'Other'].map((name) =>
    page(
      `- type: bookmarks\n  groups:\n${Array.from({ length: 10 }, (_, group) => `    - title: Group ${group} # c\n      links:${plex.repeat(60)}\n`).join('')}- type: monitor\n  title: Watch\n  sites:\n`,
      name,
    ),
  ),
);
const services = (change: object): ReturnType<typeof tile>[] =>
  Array.from({ length: 150 }, (_, index) =>
    tile({
      name: `s${index}`,
      page: ['home', 'other', 'third'][index % 3] as string,
      group: `Group ${index % 12}`,
      widget: 'Watch',
      ...change,
    }),
  );

test('a batch of 150 tiles in 2 500 lines is made, changed and taken back', () => {
  const { go, text } = surgery(big);
  go([], services({}));
  expect(text().match(/url: https:\/\/s\d+\.example\.org$/gm)).toHaveLength(300);
  expect(text().match(/- name: Third|- title: Group 1[01]\b|title: Watch/g)).toHaveLength(6);
  go(services({}), services({ title: 'Other', icon: null }));
  go(services({ title: 'Other', icon: null }), []);
  expect(text()).toBe(big.replaceAll('sites:\n', 'sites: []\n'));
});

test('a batch with some that cannot be made: the others are', () => {
  const broken = `${big}  - name: Twisted\n    columns:\n      - size: full\n        widgets:\n          - type: bookmarks\n            groups: nothing\n`;
  const { run, text } = surgery(broken, { create: false });
  const all = [...services({}), tile({ name: 'twisted', page: 'twisted' })];
  const failed = run([], all).filter(({ status }) => status !== 'applied');
  expect(new Set(failed.map(({ error }) => error?.code))).toEqual(new Set(['HL_GLANCE_PAGE']));
  expect(text().match(/url: https:\/\/s\d+\.example\.org$/gm)).toHaveLength(2 * (151 - failed.length));
});

thereAndBack(/^(?!as it is$)/);

test('40 tiles are one write and one restart', async () => {
  const { go, remote, text } = machine(fixture('home.yml'));
  const before = text();
  const services = Array.from({ length: 40 }, (_, index) =>
    tile({ name: `service-${index}`, group: `Group ${index % 4}`, widget: 'Media Services' }),
  );
  await go([], services);
  expect(remote.commands.filter((argv) => argv.includes('restart'))).toHaveLength(1);
  expect(text().match(/service-\d+\.example\.org/g)).toHaveLength(80);
  await go(services, []);
  expect(text()).toBe(before);
});
