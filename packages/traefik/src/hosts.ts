import { domainToASCII } from 'node:url';
import { HlError } from '@hl/core';

/** Of a host name that may go into a rule: nothing that could end a backtick, a call, or open a template. */
const safe = /^(\*\.)?[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/;

/**
 * A host name as rules spell it: lower case, punycode.
 *
 * @throws HlError HL_TRAEFIK_HOST when it is not a host name
 */
export function asciiHost(host: string): string {
  if (host === '*') return host;
  const wildcard = host.startsWith('*.');
  const ascii = domainToASCII(wildcard ? host.slice(2) : host).toLowerCase();
  const result = wildcard ? `*.${ascii}` : ascii;
  // a URL's host would drop a port or a path, and read 1.2 as 1.0.0.2, without a word
  const same = /[^\x00-\x7f]/.test(host) || result === host.toLowerCase();
  if (same && !/[`{}\s/:@?#\\]/.test(host) && safe.test(result) && result.length <= 253) return result;
  throw new HlError('HL_TRAEFIK_HOST', `${JSON.stringify(host)} is not a host name that can stand in a rule`, {
    kind: 'input',
    hint: 'Use letters, digits, dots and dashes; a leading "*." stands for one label.',
  });
}

/** `Host` takes one value. A wildcard is a regular expression, since `Host(*.x)` is one only from v3.7.0. */
export function hostRule(hosts: readonly string[]): string {
  return hosts
    .map(asciiHost)
    .map((host) => {
      if (host === '*') return 'HostRegexp(`^.+$`)';
      if (host.startsWith('*.')) return `HostRegexp(\`${oneLabel(host)}\`)`;
      return `Host(\`${host}\`)`;
    })
    .join(' || ');
}

/** The same for a TCP router: what the client's TLS hello names. */
export function sniRule(hosts: readonly string[]): string {
  return hosts
    .map(asciiHost)
    .map((host) => (host.startsWith('*.') ? `HostSNIRegexp(\`${oneLabel(host)}\`)` : `HostSNI(\`${host}\`)`))
    .join(' || ');
}

const oneLabel = (wildcard: string): string => `^[^.]+\\.${wildcard.slice(2).replaceAll('.', '\\.')}$`;
