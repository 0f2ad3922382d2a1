/** What answers from outside in these tests. */
export const outside = {
  hosts: { 'docker-media': { address: '192.0.2.11' } },
  dns: [{ name: 'Pi-hole', address: '192.0.2.53', port: 53 }],
  proxy: { name: 'Traefik', address: '192.0.2.20', httpPort: 80, httpsPort: 443, entrypoints: {} },
  login: { name: 'Authentik', url: 'https://auth.example.org/', outpost: 'embedded' },
};
