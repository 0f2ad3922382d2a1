import { parse } from 'yaml';
import { importText } from './samples.js';

const fileOf = (text: string): { readonly [section: string]: unknown } =>
  parse(importText(text).files[0]?.text ?? '', { customTags: [{ tag: '!reset', resolve: () => null }] }) as { [section: string]: unknown };

test.each([
  ['a port', 'ports: ["8080:80"]', '{ bookmark: { group: A } }'],
  ['nothing but labels', 'command: x', null],
])('a tile without URL of a container with %s', (_, lines, glance) => {
  const text = `services:\n  web:\n    image: nginx\n    ${lines}\n    labels: { homepage.group: A }\n`;
  expect(fileOf(text)['glance'] ?? null).toEqual(glance && parse(glance));
  expect(importText(text).remarks.some(({ message }) => message === 'the tile of web has nothing to open, so there is none')).toBe(
    glance === null,
  );
});

test('a port that only Traefik reached is published, on a port of the host that no other one in the file has', () => {
  const route = (name: string, port: number): string =>
    `{ traefik.http.routers.${name}.rule: "Host(\`${name}.example.org\`)", traefik.http.services.${name}.loadbalancer.server.port: "${port}" }`;
  const text = `services:\n  web: { image: nginx, labels: ${route('web', 80)} }\n  api: { image: x, ports: ["9000:9000"], labels: ${route('api', 9000)} }\n  ui: { image: y, labels: ${route('ui', 9000)} }\n`;
  const { deployment, pages } = fileOf(text) as { deployment: { services: { [name: string]: { ports: string[] } } }; pages: unknown };
  expect(deployment).toMatchObject({ port: 8080, container_port: 80 });
  expect([deployment.services['api']?.ports, deployment.services['ui']?.ports]).toEqual([['9000:9000'], ['9001:9000']]);
  expect(pages).toMatchObject({
    api: { container: 'api', port: 9000, traefik: { subdomain: 'api' } },
    ui: { container: 'ui', port: 9001 },
  });
});

test('a page of a container in the network of another is at the port that that one publishes', () => {
  const text = `services:
  vpn: { image: vpn, ports: ["8088:8080"] }
  qb:
    image: qb
    network_mode: service:vpn
    labels: { traefik.http.routers.qb.rule: "Host(\`qb.example.org\`)", traefik.http.services.qb.loadbalancer.server.port: "8080" }
`;
  expect(fileOf(text)).toMatchObject({
    deployment: { port: 8088, container_port: 8080, services: { vpn: { ports: ['8088:8080'] } } },
  });
});

test('a second route of the main container is a page with its name', () => {
  const labels = ['rule=Host(`a.example.org`)', 'service=a'].map((rest) => `traefik.http.routers.a.${rest}`);
  const admin = ['rule=Host(`b.example.org`) && PathPrefix(`/admin`)', 'service=b'].map((rest) => `traefik.http.routers.Admin_UI.${rest}`);
  const ports = ['a.loadbalancer.server.port=80', 'b.loadbalancer.server.port=81'].map((rest) => `traefik.http.services.${rest}`);
  const text = `services:\n  web:\n    image: nginx\n    ports: ["80:80", "81:81"]\n    labels: ${JSON.stringify([...labels, ...admin, ...ports])}\n`;
  expect(fileOf(text)).toMatchObject({
    deployment: { port: 80, ports: ['81:81'] },
    traefik: { subdomain: 'a' },
    pages: { 'admin-ui': { container: 'web', port: 81, traefik: { rule: 'Host(`b.example.org`) && PathPrefix(`/admin`)' } } },
  });
});
