import { crossCheck, loadService } from '@hl/schema';
import { shown, site } from '../read.js';

const at = site();
const read = (name: string, authentik: string, path = name, more = '') => {
  const rule = `"Host(\`apps.example.org\`) && PathPrefix(\`/${path}\`)"`;
  const text = `service: { name: ${name}, display_name: A, description: A, category: media }
deployment: { target_host: docker-media, port: ${name === 'aa' ? 81 : 82}, image: x }
traefik: { rule: ${rule} }
authentik: ${authentik}
${more}`;
  const { service, diagnostics } = loadService(text, `services/${name}.yml`, at, () => null);
  if (!service) throw new Error(shown(diagnostics).join('\n'));
  return service;
};

test.each([
  ['{}', '{}', undefined],
  ['{ groups: [a, b] }', '{ groups: [b, a] }', undefined],
  [
    '{ groups: [a] }',
    '{ groups: [b] }',
    '4:22 /authentik/groups apps.example.org has one sign-in, and aa (services/aa.yml) wants other groups',
  ],
  ['{ groups: [a] }', '{}', '4:12 /authentik apps.example.org has one sign-in, and aa (services/aa.yml) wants other groups'],
  [
    '{}',
    '{ skip_path_regex: [^/api] }',
    '4:31 /authentik/skip_path_regex apps.example.org has one sign-in, and aa (services/aa.yml) wants other skip_path_regex',
  ],
  ['{}', '{ method: proxy }', '4:22 /authentik/method apps.example.org has one sign-in, and aa (services/aa.yml) wants other method'],
  ['{ groups: [a] }', '{ level: domain, groups: [b] }', undefined],
  ['{ groups: [a] }', '{ method: oidc, groups: [b], redirect_uris: ["https://a/b"] }', undefined],
])('two services behind one host name, %s and %s', (one, other, message) => {
  const found = crossCheck([read('aa', one), read('bb', other)], at);
  expect(shown(found)).toEqual(message === undefined ? [] : [message]);
  for (const { hint } of found) expect(hint).toMatch(/host name of its own, or write the same/);
});

test('two pages of one service, too', () => {
  const page =
    'pages: { b: { port: 81, traefik: { rule: "Host(`apps.example.org`) && PathPrefix(`/b`)" }, authentik: { groups: [b] } } }\n';
  expect(shown(crossCheck([read('aa', '{ groups: [a] }', 'aa', page)], at))).toEqual([
    expect.stringContaining('/pages/b/authentik/groups apps.example.org has one sign-in, and aa (services/aa.yml) wants other groups'),
  ]);
});
