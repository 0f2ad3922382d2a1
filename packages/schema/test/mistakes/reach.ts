import { more, type Mistake } from './mistake.js';

/** Mistakes of how it is reached. */
export const reachMistakes: readonly Mistake[] = [
  [
    'a URL where a host name is asked',
    more('traefik: { subdomain: ‸"https://metube.example.org" }\n'),
    'https://metube.example.org is not a host name',
    'Write a name such as metube.example.org, without scheme, port and path.',
  ],
  [
    'http:// in front of a name',
    more('dns: { hostname: ‸"http://metube" }\n'),
    'http://metube is not a host name',
    'Write a name such as metube, without scheme, port and path.',
  ],
  [
    'the domain twice',
    more('traefik: { subdomain: ‸metube.example.org.example.org }\n'),
    'metube.example.org.example.org has the domain twice',
    'Write metube.example.org, or metube alone.',
  ],
  [
    'an underscore in a host name',
    more('traefik: { subdomain: ‸me_tube }\n'),
    'me_tube is not a host name',
    'Write a name such as me-tube, without scheme, port and path.',
  ],
  [
    'an address where a host name is asked',
    more('dns: { hostname: ‸192.0.2.5 }\n'),
    '192.0.2.5 is not a host name',
    'Write a name such as metube or metube.example.org, without scheme, port and path.',
  ],
  [
    'a name where an address is asked',
    more('dns: { ip: ‸docker-media }\n'),
    'docker-media is not an IPv4 or IPv6 address',
    'Write an address such as 192.0.2.20, or leave it out for Traefik’s.',
  ],
  [
    'a path of health without /',
    more('  healthcheck: { endpoint: ‸health }\n'),
    'health does not match pattern ^/[^\\s#\\\\]*$',
    'Write /health: the path alone, beginning with /.',
  ],
  [
    'a URL of health',
    more('  healthcheck: { endpoint: ‸"http://localhost:8081/health" }\n'),
    'http://localhost:8081/health does not match pattern ^/[^\\s#\\\\]*$',
    'Write /health: the path alone, beginning with /.',
  ],
  [
    'a status in quotes',
    more('  healthcheck: { expected_status: ‸"200" }\n'),
    "200 is not of type 'integer', 'array'",
    'Write 200 without quotes.',
  ],
  [
    'a status as people speak',
    more('  healthcheck: { expected_status: ‸2xx }\n'),
    "2xx is not of type 'integer', 'array'",
    'Write the numbers: [200, 302].',
  ],
  [
    'two values without brackets',
    more('  healthcheck: { expected_status: 200, ‸302 }\n'),
    'unknown key 302 in deployment.healthcheck',
    'Several values stand in brackets: [200, 302].',
  ],
  [
    'health on the port inside',
    more('  healthcheck: { port: ‸8081 }\n'),
    'warning: nothing is published on port 8081 of the host',
    'It is the port inside the container; on the host that is 8082.',
  ],
  [
    'a rule with other quotes',
    more('traefik: { rule: ‸"Host(\'metube.example.org\')" }\n'),
    "the rule cannot be read from 'metube.example.org' on",
    'Put names in backticks: Host(`a.example.org`).',
  ],
  [
    'a rule that is not closed',
    more("traefik: { rule: ‸'Host(`metube.example.org`' }\n"),
    'the rule ends where , is expected',
    'Write matchers such as Host(`a.example.org`) && PathPrefix(`/x`).',
  ],
  ['one middleware without a list', more('traefik: { middlewares: ‸gzip }\n'), "gzip is not of type 'array'", 'Write a list: [gzip].'],
  [
    'OpenID Connect without an address to come back to',
    more('traefik: {}\nauthentik: { method: ‸oidc }\n'),
    'method oidc needs redirect_uris, or Authentik would trust the first address that asks',
    'Write redirect_uris: [https://metube.example.org/…] here, with the path that the program documents for OIDC sign-in.',
  ],
  [
    'a section of hl’s own for a login that has no route',
    more('authentik: ‸{}\n'),
    'authentik.method forward_auth needs a route',
    'Enable traefik for this service, or say enabled: false under authentik.',
  ],
];
