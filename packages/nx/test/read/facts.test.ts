import { factsOf } from '../../src/read/facts.js';

const none = { name: null, host: null, category: null, needs: [], files: [], containers: null };
const deployed = { composeService: null, composeFile: null, networkMode: null, container: {}, services: {}, compose: {} };

test.each<[string, string, object]>([
  ['an empty file', '', none],
  ['no YAML at all', '\t{[', none],
  ['a list', '- a', none],
  [
    'what it is and where',
    'service: { name: a, category: media }\ndeployment: { target_host: h }',
    { name: 'a', category: 'media', host: 'h', containers: deployed },
  ],
  ['a name that YAML reads as a number', 'service: { name: 1.10 }', { ...none, name: '1.10' }],
  ['a name that is none', 'service: { name: [a] }\ndeployment: true', none],
  ['what it needs', 'deployment: { depends_on_services: [b, 7, c] }', { needs: ['b', 'c'] }],
  ['needs that are no list', 'deployment: { depends_on_services: b }', { needs: [] }],
  [
    'files that travel',
    'deployment: { secrets_file: a.env, compose_file: own/a.yaml, extra_files: [{ source: x.ini, destination: /x }] }',
    {
      files: [
        { places: ['x.ini', 'services/x.ini'], folder: false },
        { places: ['a.env', 'services/a.env'], folder: false },
        { places: ['own/a.yaml', 'services/own/a.yaml'], folder: true },
      ],
    },
  ],
  [
    'names and networks of containers, and nothing else of them',
    `deployment:
  container_name: own
  compose_service: main
  network_mode: "container:vpn"
  services: { side: { image: x, container_name: s, networks: [n] }, odd: 1 }
  compose: { name: project, network_mode: host, ports: [1], services: { db: { network_mode: "service:main", command: [x] } } }`,
    {
      containers: {
        composeService: 'main',
        composeFile: null,
        networkMode: 'container:vpn',
        container: { container_name: 'own' },
        services: { side: { container_name: 's' } },
        compose: { name: 'project', network_mode: 'host', services: { db: { network_mode: 'service:main' } } },
      },
    },
  ],
  [
    'files outside of the homelab',
    'deployment: { secrets_file: ../../a.env, compose_file: /etc/a.yaml }',
    {
      files: [
        { places: [], folder: false },
        { places: ['services/etc/a.yaml'], folder: true },
      ],
    },
  ],
  ['a file that is broken further down', 'service: { name: a }\ndeployment: { target_host: h, image: "x }', { name: 'a' }],
])('%s', (_, text, facts) => {
  const found = factsOf(text, 'services/a.yml');
  expect(found).toMatchObject(facts);
  expect(JSON.parse(JSON.stringify(found))).toEqual(found);
});
