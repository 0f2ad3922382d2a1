import { dnsServers } from './dns-servers.js';

export const adguard = dnsServers({
  section: 'adguard',
  async load() {
    const { adguard: open, product } = await import('@hl/adguard');
    return { open, product };
  },
});
