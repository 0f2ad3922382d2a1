import { apply, HlError } from '@hl/core';
import type { ErrorReport } from '@hl/core';
import type { PiholeEmulator, PiholeEmulatorOptions } from '@hl/lab/pihole';
import type { PiholeOptions } from '@hl/pihole';
import { creations, password, quick, resources, withPihole } from '../lab.js';

type Case = readonly [
  title: string,
  setup: {
    readonly lab?: PiholeEmulatorOptions;
    readonly options?: Partial<PiholeOptions>;
    readonly before?: (lab: PiholeEmulator) => unknown;
  },
  code: string,
  kind: ErrorReport['kind'],
  says: RegExp,
  hint: RegExp,
];

const on =
  (path: string, method?: string) =>
  (request: { path: string; method: string }): boolean =>
    request.path.startsWith(path) && (method === undefined || request.method === method);
const answered = (path: string, status: number, body?: unknown, headers?: Record<string, string>) => (lab: PiholeEmulator) =>
  lab.faults.push({ match: on(path), answer: { status, ...(body === undefined ? {} : { body }), ...(headers ? { headers } : {}) } });
/** As undici fails: the reason lies in the cause. */
const failing =
  (code: string): typeof globalThis.fetch =>
  () =>
    Promise.reject(new TypeError('fetch failed', { cause: Object.assign(new Error(`connect ${code}`), { code }) }));
const page = '<!doctype html><title>Router</title>';

/** Each is one clear line for a person, with the right kind and a hint that can be followed. */
const cases: readonly Case[] = [
  [
    'a wrong password',
    { options: { password: 'hunter2' } },
    'HL_PIHOLE_LOGIN',
    'refused',
    /does not accept the password/,
    /PIHOLE_API_PASSWORD/,
  ],
  [
    'no password where one is needed',
    { options: { password: '' } },
    'HL_PIHOLE_LOGIN',
    'refused',
    /wants a password/,
    /PIHOLE_API_PASSWORD/,
  ],
  ['a second factor', { lab: { totp: 123_456 } }, 'HL_PIHOLE_2FA', 'refused', /second factor/, /app password.*app_sudo/],
  ['no free seat', { lab: { maxSessions: 0 } }, 'HL_PIHOLE_SEATS', 'refused', /sessions .* taken/, /max_sessions/],
  [
    'somebody else using up the logins',
    { before: answered('/api/auth', 429, { error: { key: 'rate_limiting', message: 'Rate-limiting login attempts', hint: null } }) },
    'HL_PIHOLE_BUSY',
    'unreachable',
    /no more logins/,
    /fails to log in/,
  ],
  [
    'an app password that may not write',
    { lab: { appPassword: 'open sesame' }, options: { password: 'open sesame' } },
    'HL_PIHOLE_APP',
    'refused',
    /app password may not change/,
    /app_sudo true/,
  ],
  [
    'the CLI password',
    { lab: { cliPassword: 'cli' }, options: { password: 'cli' } },
    'HL_PIHOLE_FORBIDDEN',
    'refused',
    /command line may not change/,
    /main password/,
  ],
  [
    'records dictated by the environment',
    { lab: { envForced: true } },
    'HL_PIHOLE_FORCED',
    'refused',
    /FTLCONF_dns_hosts/,
    /Remove FTLCONF_dns_hosts/,
  ],
  ['a read-only Pi-hole', { lab: { readOnly: true } }, 'HL_PIHOLE_READ_ONLY', 'refused', /read-only/, /misc\.readOnly = false/],
  [
    'a read-only Pi-hole, newest',
    { lab: { readOnly: true, profile: '6.7.1' } },
    'HL_PIHOLE_READ_ONLY',
    'refused',
    /read-only/,
    /misc\.readOnly = false/,
  ],
  [
    "a broken line of somebody else's",
    { lab: { hosts: ['192.168.1.2 nas.lab', '192.168.1.3  printer.lab'], profile: '6.0' } },
    'HL_PIHOLE_BAD_LINE',
    'refused',
    /Line 2 of dns\.hosts .*"192\.168\.1\.3 {2}printer\.lab", is not ours/,
    /Mend or delete/,
  ],
  [
    'a page instead of JSON',
    { before: answered('/api', 200, page, { 'content-type': 'text/html' }) },
    'HL_PIHOLE_NOT_API',
    'refused',
    /not the API of a Pi-hole v6/,
    /v5 has none/,
  ],
  ['no API there', { before: answered('/api', 404, 'Error 404: Not Found') }, 'HL_PIHOLE_NOT_API', 'refused', /answered 404/, /URL/],
  [
    'a redirect to https',
    { before: answered('/api', 308, '', { location: 'https://pi.hole/api/auth' }) },
    'HL_PIHOLE_REDIRECT',
    'refused',
    /redirects to https:\/\/pi\.hole$/,
    /https URL https:\/\/127\.0\.0\.1, with its CA file.*never sent/,
  ],
  [
    'a redirect to another port',
    { before: answered('/api', 301, '', { location: 'https://pi.hole:8443/api/auth' }) },
    'HL_PIHOLE_REDIRECT',
    'refused',
    /redirects to https:\/\/pi\.hole:8443$/,
    /https URL https:\/\/127\.0\.0\.1:8443,/,
  ],
  [
    "a redirect of another server's",
    { before: answered('/api', 302, '', { location: '/login' }) },
    'HL_PIHOLE_REDIRECT',
    'refused',
    /redirects to http:\/\/127\.0\.0\.1:\d+$/,
    /answers by itself/,
  ],
  [
    'a server error',
    { before: answered('/api/config', 503, 'upstream') },
    'HL_PIHOLE_SERVER',
    'unreachable',
    /answered 503 to GET \/config/,
    /FTL\.log/,
  ],
  [
    'an answer cut off',
    { before: answered('/api/config', 200, '{"config":{"dns":{"ho') },
    'HL_PIHOLE_GARBLED',
    'unreachable',
    /cut off/,
    /again/,
  ],
  [
    'a hung server',
    { before: (lab) => lab.faults.push({ delayMs: 400 }), options: { timing: { ...quick, requestMs: 60 } } },
    'HL_PIHOLE_TIMEOUT',
    'unreachable',
    /no answer within 0\.06 s/,
    /hung/,
  ],
  [
    'http on an https port, or the other way round',
    { options: { fetch: failing('EPROTO') } },
    'HL_PIHOLE_UNREACHABLE',
    'unreachable',
    /EPROTO/,
    /http:\/\//,
  ],
  [
    'a certificate for another name',
    { options: { fetch: failing('ERR_TLS_CERT_ALTNAME_INVALID') } },
    'HL_PIHOLE_TLS',
    'refused',
    /certificate for another name \(ERR_TLS_CERT_ALTNAME_INVALID\)/,
    /for another name: use that one in the URL.*CA file/,
  ],
  [
    'a certificate that ran out',
    { options: { fetch: failing('CERT_HAS_EXPIRED') } },
    'HL_PIHOLE_TLS',
    'refused',
    /not valid at this time \(CERT_HAS_EXPIRED\)/,
    /a new one every 47 days/,
  ],
  ['nobody listening', { before: (lab) => lab.refuse(true) }, 'HL_PIHOLE_UNREACHABLE', 'unreachable', /ECONNREFUSED/, /pihole-FTL runs/],
  [
    'connections closed by webserver.acl',
    { before: (lab) => lab.faults.push({ drop: 'request' }) },
    'HL_PIHOLE_UNREACHABLE',
    'unreachable',
    /cut the connection/,
    /webserver\.acl/,
  ],
  [
    'a name that does not resolve',
    { options: { fetch: failing('ENOTFOUND') } },
    'HL_PIHOLE_UNREACHABLE',
    'unreachable',
    /does not resolve/,
    /IP address/,
  ],
  [
    'sessions that are ended as soon as they are opened',
    { before: answered('/api/config', 401, { error: { key: 'unauthorized', message: 'Unauthorized', hint: null } }) },
    'HL_PIHOLE_REFUSED',
    'refused',
    /401, Unauthorized/,
    /keeps ending sessions/,
  ],
  [
    'a list that this version does not know',
    { before: answered('/api/config', 200, { config: {} }) },
    'HL_PIHOLE_UNKNOWN',
    'refused',
    /no list dns\.cnameRecords/,
    /v6/,
  ],
];

test.each(cases)('%s', (_, { lab: labOptions = {}, options = {}, before }, code, kind, says, hint) =>
  withPihole({ ...labOptions, strict: false }, options, async ({ lab, dns }) => {
    const [hosts, backups] = [lab.hosts(), lab.backups];
    await before?.(lab);
    const [outcome] = await apply(dns, creations('one.lab'));
    lab.faults.length = 0;
    expect(outcome).toMatchObject({ status: kind === 'unreachable' ? 'deferred' : 'failed', error: { code, kind } });
    expect(outcome?.error?.message).toMatch(says);
    expect(outcome?.error?.hint).toMatch(hint);
    expect([lab.hosts(), lab.backups]).toEqual([hosts, backups]);
  }),
);

test.each(cases)('%s: no secret is told', (_, { lab: labOptions = {}, options = {}, before }) =>
  withPihole({ ...labOptions, strict: false }, options, async ({ lab, dns }) => {
    await before?.(lab);
    const error = await dns
      .apply(creations('one.lab'), () => {})
      .then(
        () => null,
        (thrown: unknown) => thrown,
      );
    lab.faults.length = 0;
    const told = JSON.stringify(error) + (error instanceof HlError ? error.stack : '');
    for (const secret of [password, 'hunter2', 'open sesame', 'pwhash']) expect(told).not.toContain(secret);
  }),
);

test.each([
  ['a body without end', 8 * 1024 * 1024 + 1],
  ['a body of the right size', 1024],
])('%s', (_, bytes) =>
  withPihole({}, {}, async ({ lab, dns }) => {
    const body = `{"config":{"dns":{"hosts":[],"cnameRecords":[]}},"x":"${'x'.repeat(bytes)}"}`;
    lab.faults.push({ match: ({ path }) => path.startsWith('/api/config'), answer: { status: 200, body } });
    const found = dns.observe(resources('one.lab'));
    if (bytes < 2_000) expect(await found).toEqual(new Map());
    else await expect(found).rejects.toMatchObject({ code: 'HL_PIHOLE_TOO_LARGE', kind: 'refused' });
    lab.faults.length = 0;
  }),
);
