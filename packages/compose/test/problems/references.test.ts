import { readCompose, undefinedIn } from '@hl/compose';

const said = (text: string): string[] => undefinedIn(readCompose(text).top).map(({ path, message }) => `${path.join('.')}: ${message}`);

test.each([
  ['depends_on: [dv]', 'depends_on.0: there is no container dv; did you mean db?'],
  ['depends_on: { queue: { condition: service_started } }', 'depends_on.queue: there is no container queue; the file has a, db'],
  ['network_mode: "service:vpn"', 'network_mode: there is no container vpn; the file has a, db'],
  ['volumes_from: ["queue:ro"]', 'volumes_from.0: there is no container queue; the file has a, db'],
  ['networks: [lam, default]', 'networks.0: there is no network lam; did you mean lan?'],
  ['networks: { q: { aliases: [z] } }', 'networks.q: there is no network q; define it at the top of the file, networks: { q: {} }'],
  ['volumes: [/x, quux:/a]', 'volumes.1: there is no volume quux; define it at the top of the file, volumes: { quux: {} }'],
  ['volumes: [data/x:/a]', 'volumes.0: there is no volume data/x; write ./data/x for a path'],
  [
    'volumes: [{ type: volume, source: quux, target: /a }]',
    'volumes.0: there is no volume quux; define it at the top of the file, volumes: { quux: {} }',
  ],
  ['secrets: [{ source: key }]', 'secrets.0: there is no secret key; define it at the top of the file, secrets: { key: {} }'],
  ['configs: [one, two]', 'configs.1: there is no config two; define it at the top of the file, configs: { two: {} }'],
])('%s', (line, expected) => {
  const file = `services: { a: { image: x, ${line} }, db: { image: y } }\nnetworks: { lan: }\nconfigs: { one: { content: x } }\n`;
  expect(said(file)).toEqual([`services.a.${expected}`]);
  expect(said(`include: [other.yml]\n${file}`)).toEqual([]);
});

test('what is defined, has a variable or is a path is no finding', () => {
  expect(
    said(`
services:
  a:
    image: x
    network_mode: "\${MODE}"
    depends_on: ["\${ONE}", b]
    volumes: ["\${DATA}:/a", "./b:/b", "~/c:/c", data:/d, { type: tmpfs, target: /e }]
    volumes_from: [container:other]
    secrets: [key]
  b: { image: x, pid: service:a, links: [a:alias], networks: { default: } }
volumes: { data: }
secrets: { key: { environment: KEY } }
`),
  ).toEqual([]);
});
