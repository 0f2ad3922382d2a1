import { traefikInMemory, type TraefikInMemoryOptions } from '../../../src/traefik/in-memory.js';

const over = (text: string, options: Partial<TraefikInMemoryOptions> = {}) =>
  traefikInMemory({ files: new Map([['a.yml', text]]), ...options });

const route = ({ rule = 'Host(`a.test`)', more = '', tls = '{}', service = 'a', name = 'a' } = {}): string =>
  `http:\n  routers:\n    ${name}: {rule: '${rule}', service: ${service}, entryPoints: websecure, tls: ${tls}${more}}\n  services:\n    a: {loadBalancer: {servers: [{url: "http://x"}]}}\n`;
const balanced = 'loadBalancer: {servers: [{url: "http://x"}]}';
const withService = (service: string): string =>
  `http:\n  routers: {a: {rule: "Host(\`a\`)", service: s}}\n  services: {s: {${service}}}\n`;
const withMiddleware = (middleware: string): string =>
  `http:\n  routers: {a: {rule: "Host(\`a\`)", service: s, middlewares: [m]}}\n  services: {s: {${balanced}}}\n  middlewares: {m: {${middleware}}}\n`;

test.each<[string, Parameters<typeof route>[0], string, string[]]>([
  [
    'an unknown matcher',
    { rule: 'Hst(`c`)' },
    'disabled',
    ['error while parsing rule Hst(`c`): parsing rule Hst(`c`): unsupported function: Hst'],
  ],
  ['no rule at all', { rule: '' }, 'disabled', ["error while parsing rule : parsing rule : 1:1: expected operand, found 'EOF'"]],
  ['a service that is missing', { service: 'x' }, 'disabled', ['the service "x@file" does not exist']],
  ['no service', { service: '' }, 'disabled', ['the service is missing on the router']],
  ['a middleware that is missing', { more: ', middlewares: [m]' }, 'disabled', ['middleware "m@file" does not exist']],
  [
    'no known entryPoint',
    { more: ', ENTRYPOINTS: [nope]' },
    'disabled',
    ['entryPoint "nope" doesn\'t exist', 'no valid entryPoint for this router'],
  ],
  ['an unknown entryPoint among others', { more: ', ENTRYPOINTS: [websecure, nope]' }, 'warning', ['entryPoint "nope" doesn\'t exist']],
  ['TLS options that are missing', { tls: '{options: nope}' }, 'disabled', ['building router handler: unknown TLS options: nope@file']],
  ['the provider of another service', { name: '"a@b"', service: 's' }, 'disabled', ['the service "s@b@file" does not exist']],
])('a router with %s: status and error', (_, options, status, error) => {
  expect(over(route(options)).routers()).toMatchObject([{ status, error }]);
});

test.each([
  ['a member of a weighted service', withService('weighted: {services: [{name: gone}]}'), 'the service "gone@file" does not exist'],
  ['a member of a mirroring service', withService('mirroring: {service: gone}'), 'the service "gone@file" does not exist'],
  [
    'a fallback',
    withService('failover: {service: s, fallback: s}'),
    'could not instantiate service s@file: recursion detected in s@file->s@file',
  ],
  [
    'a transport',
    withService('loadBalancer: {serversTransport: gone, servers: [{url: "http://x"}]}'),
    'servers transport not found gone@file',
  ],
  ['a server’s URL', withService('loadBalancer: {servers: [{url: "http://[x"}]}'), 'error parsing server URL http://[x'],
])('a router is disabled for want of %s', (_, text, error) => {
  expect(over(text).routers()).toMatchObject([{ status: 'disabled', error: [expect.stringContaining(error)] }]);
});

test.each([
  ['that is missing', '', 'disabled', ['no transport configuration found for "s@file"']],
  ['that is there', '  serversTransports: {s: {tls: {serverName: b}}}\n', 'enabled', undefined],
])('a service of TCP with a transport %s', (_, transports, status, error) => {
  const tcp = `tcp:\n  routers: {a: {rule: "HostSNI(\`*\`)", service: s}}\n  services: {s: {loadBalancer: {serversTransport: s, servers: [{address: "b:1", tls: true}]}}}\n`;
  const { routers } = over(`${tcp}${transports}`).runtime.tcp;
  expect([routers[0]?.status, routers[0]?.error]).toEqual([status, error]);
});

test('a router of UDP is on entryPoints of UDP only', () => {
  const udp = 'udp:\n  routers: {a: {service: s, entryPoints: web}}\n  services: {s: {loadBalancer: {servers: [{address: "x:53"}]}}}\n';
  expect(over(udp).runtime.udp.routers).toMatchObject([
    { status: 'disabled', error: expect.arrayContaining(['entryPoint "web" doesn\'t exist']) },
  ]);
  const dns = over(udp.replace('web', 'dns'), { entryPoints: { dns: { udp: true } } });
  expect(dns.runtime.udp.routers).toMatchObject([{ status: 'enabled', using: ['dns'] }]);
});

test.each([
  ['two kinds', 'addPrefix: {prefix: /x}, compress: {encodings: [gzip]}', 'multi-types middleware not supported'],
  [
    'headers that are all zero',
    'headers: {frameDeny: false, contentSecurityPolicy: "", allowedHosts: [], stsSeconds: 0}',
    'headers configuration not valid',
  ],
  ['a bad pattern of origins', 'headers: {accessControlAllowOriginListRegex: ["(a"]}', 'error parsing regexp: missing closing ): `(a`'],
  ['a bad pattern', 'redirectRegex: {regex: "(a", replacement: b}', 'error parsing regexp: missing closing ): `(a`'],
  ['no range of addresses', 'ipAllowList: {sourceRange: [home]}', 'invalid CIDR address: home'],
  ['an empty list of ranges', 'ipAllowList: {sourceRange: []}', 'sourceRange is empty'],
  ['a plugin that is not installed', 'plugin: {bouncer: {x: 1}}', 'invalid middleware type or middleware does not exist'],
  ['a chain with a member that is missing', 'chain: {middlewares: [gone]}', 'middleware "gone@file" does not exist'],
  ['a chain of itself', 'chain: {middlewares: [m]}', 'recursion detected in m@file->m@file'],
])('a middleware with %s is disabled, and the router that uses it', (_, middleware, error) => {
  const emulator = over(withMiddleware(middleware));
  const said = [expect.stringContaining(error) as string];
  expect(emulator.routers()).toMatchObject([{ status: 'disabled', error: said }]);
  expect(emulator.middlewares()).toMatchObject([{ status: 'disabled', error: said }]);
});

test('one value that is not zero is enough, and what no router uses is not built', () => {
  const emulator = over(withMiddleware('headers: {frameDeny: false, browserXssFilter: true}}, unused: {headers: {frameDeny: false}'));
  expect([...emulator.routers(), ...emulator.middlewares()].map(({ status }) => status)).toEqual(['enabled', 'enabled', 'enabled']);
});

test.each([
  ['null', ['web', 'websecure']],
  ['[]', ['web', 'websecure']],
  ['"web,websecure"', ['web', 'websecure']],
  ['websecure', ['websecure']],
])('entryPoints: %s', (written, expected) => {
  const emulator = over(withService(balanced).replace('service: s}', `service: s, entryPoints: ${written}}`));
  expect(emulator.routers()).toMatchObject([{ status: 'enabled', entryPoints: expected }]);
});

test('priorities count bytes; what answers for every name of TCP comes last', () => {
  const tcp = 'tcp:\n  routers: {t: {rule: "HostSNI(`*`)", service: t}}\n  services: {t: {loadBalancer: {servers: [{address: "x:1"}]}}}\n';
  const emulator = over(withService(balanced).replace('Host(`a`)', 'Path(`/caféé`)') + tcp);
  expect(emulator.routers()).toMatchObject([{ priority: 16, priorityStr: '16' }]);
  expect(emulator.runtime.tcp.routers).toMatchObject([{ priority: -1, priorityStr: '-1' }]);
});

test('TCP with names needs TLS', () => {
  const tcp = (tls: string) =>
    `tcp:\n  routers: {t: {rule: "HostSNI(\`a\`)", service: t${tls}}}\n  services: {t: {loadBalancer: {servers: [{address: "x:1"}]}}}\n`;
  expect(over(tcp('')).runtime.tcp.routers).toMatchObject([
    { status: 'disabled', error: [expect.stringContaining('but no TLS on router')] },
  ]);
  expect(over(tcp(', tls: {}')).runtime.tcp.routers).toMatchObject([{ status: 'enabled' }]);
});

test('defaults that nobody wrote are shown', () => {
  const services = `s: {loadBalancer: {sticky: {cookie: {}}, healthCheck: {path: /, interval: 90s}, servers: [{url: "http://x"}]}}, unused: {${balanced}}, m: {mirroring: {service: s}}`;
  const middlewares =
    'auth: {forwardAuth: {address: "http://x"}}, zip: {compress: {minResponseBodyBytes: 1}}, both: {chain: {middlewares: [auth, zip]}}';
  const emulator = over(
    `http:\n  routers: {a: {rule: "Host(\`a\`)", service: s, middlewares: both}}\n  services: {${services}}\n  middlewares: {${middlewares}}\n`,
  );
  const shown = Object.fromEntries([...emulator.runtime.http.services, ...emulator.middlewares()].map((one) => [one.name, one]));
  expect(shown).toMatchObject({
    's@file': {
      loadBalancer: {
        sticky: { cookie: { path: '/', name: expect.stringMatching(/^_[0-9a-f]{5}$/) as string } },
        healthCheck: { interval: '1m30s', timeout: '5s', mode: 'http' },
      },
      serverStatus: {},
    },
    'm@file': { mirroring: { mirrorBody: true, maxBodySize: -1 } },
    'auth@file': { forwardAuth: { maxBodySize: -1 } },
    'zip@file': { compress: { encodings: ['gzip', 'br', 'zstd'] } },
    'both@file': { chain: { middlewares: ['auth@file', 'zip@file'] } },
  });
  expect(shown['unused@file']).not.toHaveProperty('serverStatus');
});

test('it warns of a forwardAuth without a limit, once it is used', () => {
  const limited = over(withMiddleware('forwardAuth: {address: "http://x", maxResponseBodySize: 1024}'));
  limited.load();
  expect(limited.log).toEqual([]);
  const emulator = over(withMiddleware('forwardAuth: {address: "http://x"}'));
  emulator.load();
  expect(emulator.log).toEqual([expect.stringMatching(/^WRN ForwardAuth 'maxResponseBodySize' is not configured.*middlewareName=m@file$/)]);
});

test('an entryPoint with a model gives its routers copies, and one that redirects has a router of its own', () => {
  const entryPoints = { web: { redirectTo: 'websecure' }, websecure: { tls: { certResolver: 'le' }, middlewares: ['m@file'] }, lan: {} };
  const emulator = over(withService(balanced).replace('service: s}', 'service: s, entryPoints: [lan, websecure]}'), { entryPoints });
  expect(emulator.routers().map(({ name, entryPoints, tls, middlewares }) => [name, entryPoints, tls, middlewares])).toEqual([
    ['websecure-a@file', ['websecure'], { options: 'default', certResolver: 'le' }, ['m@file']],
    ['a@file', ['lan'], undefined, undefined],
    ['web-to-websecure@internal', ['web'], undefined, ['redirect-web-to-websecure@internal']],
  ]);
});

test('a host that was open before it was protected is told', () => {
  const files = new Map([['a.yml', route()]]);
  const emulator = traefikInMemory({ files });
  emulator.load();
  expect(emulator.everOpen).toEqual([]);
  files.set('a.yml', `${route({ more: ', middlewares: [m]' })}  middlewares:\n    m: {forwardAuth: {address: "http://auth"}}\n`);
  emulator.load();
  expect(emulator.everOpen).toEqual(['a.test']);
});
