import type { ReadBackProduct } from '@hl/core/dns';

/** Pi-hole in the errors and notes of @hl/core/dns. */
export const product: ReadBackProduct = {
  name: 'Pi-hole',
  code: 'HL_PIHOLE',
  unblock: (name) => `Allow ${name} in that Pi-hole under Domains.`,
  elsewhere: 'Look for the name in /etc/hosts, DHCP leases and misc.dnsmasq_lines of that Pi-hole, or whether its DNS is rate-limited.',
  localSources: 'DHCP, /etc/hosts or misc.dnsmasq_lines',
  keepLocal: (name) => `add local=/${name}/ to misc.dnsmasq_lines of that Pi-hole`,
};
