import { dnsServers } from './dns-servers.js';

export const pihole = dnsServers({
  section: 'pihole',
  async load() {
    const { pihole: open, product } = await import('@hl/pihole');
    return { open, product };
  },
});
