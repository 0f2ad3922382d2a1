import { HlError } from '@hl/core';
import { asHostName, hostMatchersOf } from '@hl/schema/traefik';

/**
 * A host name as rules spell it: lower case, punycode. Nothing in it could end a backtick, a call, or open a template.
 *
 * @throws HlError HL_TRAEFIK_HOST when it is not a host name
 */
export function asciiHost(host: string): string {
  const name = host === '*' ? host : asHostName(host, true);
  if (name !== null) return name;
  throw new HlError('HL_TRAEFIK_HOST', `${JSON.stringify(host)} is not a host name that can stand in a rule`, {
    kind: 'input',
    hint: 'Use letters, digits, dots and dashes; a leading "*." stands for one label.',
  });
}

/** `Host` takes one value. A wildcard is a regular expression, since `Host(*.x)` is one only from v3.7.0. */
export const hostRule = (hosts: readonly string[]): string =>
  anyOf(hosts, (host) => {
    if (host === '*') return 'HostRegexp(`^.+$`)';
    return host.startsWith('*.') ? `HostRegexp(\`${oneLabel(host)}\`)` : `Host(\`${host}\`)`;
  });

/** Every host that leads to a route, whatever the path: what its own rule says of hosts, and names that are listed beside it. */
export function everyHost(hosts: readonly string[], rule: string | null): string {
  const named = hostMatchersOf(rule ?? '');
  const listed = hosts.filter((host) => !named.some(({ values }) => values.includes(host)));
  const matchers = named.map(({ name, values }) => `${name}(${values.map(quoted).join(', ')})`);
  return [...matchers, ...(listed.length > 0 ? [hostRule(listed)] : [])].join(' || ');
}

const quoted = (value: string): string => (value.includes('`') ? JSON.stringify(value) : `\`${value}\``);

/** The same for a TCP router: what the client's TLS hello names. */
export const sniRule = (hosts: readonly string[]): string =>
  anyOf(hosts, (host) => (host.startsWith('*.') ? `HostSNIRegexp(\`${oneLabel(host)}\`)` : `HostSNI(\`${host}\`)`));

const anyOf = (hosts: readonly string[], matcher: (host: string) => string): string => hosts.map(asciiHost).map(matcher).join(' || ');

const oneLabel = (wildcard: string): string => `^[^.]+\\.${wildcard.slice(2).replaceAll('.', '\\.')}$`;
