import { exampleService, exampleSite } from '@hl/core/testing';
import { absenceChecksFor, checksFor } from '../outside.js';

test('whatever stands in a rule or a host name, nothing is thrown', () => {
  let state = 5;
  const pick = <T>(list: readonly T[]): T => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return list[Math.floor((state / 2147483648) * list.length)] as T;
  };
  const hosts = ['a.example.org', 'x.127.0.0.1', '127.0.0.1', '1', '*.1', '*', '..', '', 'xn--a', '::1', 'bücher', '\ud800', 'a`b'];
  const rules = ['Path(`/x`)', '!Path(`', 'PathPrefix("/\\"', 'PathRegexp(`(`)', 'constructor(`a`)', 'Host(`x.127.0.0.1`)', '', ...hosts];
  for (let round = 0; round < 2000; round += 1) {
    const service = exampleService({
      traefik: {
        rule: pick([null as never, `${pick(rules)}${pick([' && ', ' || '])}${pick(rules)}`]),
        hosts: [pick(hosts), pick(hosts)],
        scheme: pick(['http', 'https', 'tcp', 'udp'] as const),
        redirectHttp: pick([true, false]),
      },
      dns: { hostname: pick(hosts), aliases: [pick(hosts)] },
      authentik: {
        externalUrl: `https://${pick(hosts)}`,
        skipPathRegex: [pick(['(', '^/x', '(?i)a', '(?P<a>b)'])],
        level: pick(['single', 'domain'] as const),
      },
    });
    const page = { ...service, name: 'metube-x', port: pick([null, 8082, 53]), address: pick([null, ...hosts]) };
    const paged = { ...service, pages: [page, { ...page, name: 'metube-y' }] };
    expect(checksFor(paged, exampleSite()).length).toBeGreaterThan(0);
    expect(absenceChecksFor(paged, exampleSite())).toBeInstanceOf(Array);
  }
});
