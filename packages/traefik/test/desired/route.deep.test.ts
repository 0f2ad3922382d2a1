import { exampleService, exampleSite } from '@hl/core/testing';
import type { Service } from '@hl/core';
import { desiredRoute } from '../../src/desired/route.js';

type Over = Parameters<typeof exampleService>[0];
const none = null as never;
const want = (over: Over) => desiredRoute(exampleService(over) as Service, exampleSite(), null);

test('whatever stands in a rule or a host name, what is thrown is an error of the author', () => {
  let state = 5;
  const pick = <T>(list: readonly T[]): T => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return list[Math.floor((state / 2147483648) * list.length)] as T;
  };
  const hosts = ['a.example.org', 'x.127.0.0.1', '127.0.0.1', '1', '*.1', '*.*', '*', '..', '', 'xn--a', '::1', 'bücher', '\ud800', 'a`b'];
  const matchers = ['Host', 'HostRegexp', 'Path', 'ClientIP', 'HostSNI', 'constructor', '__proto__', 'toString', 'hasOwnProperty'];
  const values = [...hosts.map((host) => `\`${host}\``), '"\\x41"', '"\\uD800"', '"\\U00FFFFFF"', '"\\', '`(`', '1', ''];
  const host = (): string => (pick([true, true, true, false]) ? 'a.example.org' : pick(hosts));
  const call = (): string =>
    `${pick(['', '!', '('])}${pick(matchers)}(${pick(values)}${pick(['', `, ${pick(values)}`])}${pick([')', ')', ''])}`;
  let taken = 0;
  for (let round = 0; round < 2000; round += 1) {
    const rule = pick([none, Array.from({ length: pick([1, 2, 3]) }, call).join(pick([' && ', '||', ' ']))]);
    const over: Over = {
      authentik: none,
      traefik: {
        rule,
        hosts: [host(), host()],
        scheme: pick(['http', 'tcp'] as const),
        tls: { domains: [{ main: host(), sans: [host()] }] },
      },
    };
    try {
      want(over);
      taken += 1;
    } catch (error) {
      expect({ over, kind: (error as { kind?: string }).kind }).toEqual({ over, kind: 'input' });
    }
  }
  expect(taken).toBeGreaterThan(10);
});
