import type { ReadBackProduct } from '@hl/core/dns';

/** AdGuard Home in the errors and notes of @hl/core/dns. */
export const product: ReadBackProduct = {
  name: 'AdGuard Home',
  code: 'HL_ADGUARD',
  unblock: (name) => `Allow ${name} in that AdGuard Home (Filters › Custom filtering rules: @@||${name}^).`,
  elsewhere:
    'Look in that AdGuard Home whether DNS rewrites are switched on (Filters › DNS rewrites), for a wildcard there that is a CNAME, ' +
    'which goes before an exact name, and for $dnsrewrite among the custom filtering rules.',
  localSources: 'DHCP, /etc/hosts or the custom filtering rules',
  keepLocal: (name) => `add the custom filtering rule ||${name}^$dnstype=AAAA to that AdGuard Home`,
};
