import { factsOf } from '../../src/read/facts.js';
import { needsOf } from '../../src/read/networks.js';

const service = (name: string, deployment: string): string =>
  `service: { name: ${name} }\ndeployment: { target_host: h${deployment === '' ? '' : `, ${deployment}`} }`;

/** Needs by path, of these deployments by name. */
async function needs(deployments: Readonly<Record<string, string>>, files: Readonly<Record<string, string>> = {}): Promise<object> {
  const known = Object.entries(deployments).map(([name, text]) => ({
    path: `s/${name}.yml`,
    facts: factsOf(service(name, text), `s/${name}.yml`),
  }));
  return Object.fromEntries(await needsOf(known, (path) => files[path] ?? null));
}

test.each<[string, Record<string, string>, Record<string, string>, object]>([
  ['what is listed', { a: 'depends_on_services: [b]', b: '' }, {}, { 's/a.yml': ['b'], 's/b.yml': [] }],
  ['the network of a main container', { a: 'network_mode: "container:vpn"', vpn: '' }, {}, { 's/a.yml': ['vpn'], 's/vpn.yml': [] }],
  ['of one with a name of its own', { a: 'network_mode: "container:tunnel"', vpn: 'container_name: tunnel' }, {}, { 's/a.yml': ['vpn'] }],
  ['of a side container', { a: 'network_mode: "container:b-side-1"', b: 'services: { side: { image: x } }' }, {}, { 's/a.yml': ['b'] }],
  ['used by a side container', { a: 'services: { side: { network_mode: "container:vpn" } }', vpn: '' }, {}, { 's/a.yml': ['vpn'] }],
  ['of another host', { a: 'network_mode: "container:b"', b: 'target_host: other' }, {}, { 's/a.yml': [] }],
  ['of nobody', { a: 'network_mode: "container:none", depends_on_services: [b]', b: '' }, {}, { 's/a.yml': ['b'] }],
  [
    'of a container in an own compose file, beside the service file',
    { a: 'network_mode: "container:tunnel"', b: 'compose_file: b.yaml' },
    { 's/b.yaml': 'services: { vpn: { container_name: tunnel } }' },
    { 's/a.yml': ['b'] },
  ],
  [
    'used in an own compose file, from the root',
    { a: 'compose_file: own/a.yaml', vpn: '' },
    { 'own/a.yaml': 'services: { x: { network_mode: "container:vpn" } }' },
    { 's/a.yml': ['vpn'] },
  ],
  [
    'a compose file that is broken',
    { a: 'compose_file: a.yaml, depends_on_services: [b]', b: 'network_mode: "container:a"' },
    { 's/a.yaml': 'services: [' },
    { 's/a.yml': ['b'] },
  ],
])('%s', async (_, deployments, files, expected) => {
  expect(await needs(deployments, files)).toMatchObject(expected);
});
