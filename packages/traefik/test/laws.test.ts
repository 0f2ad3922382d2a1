import { laws } from '@hl/core/testing';
import { memory, type MemoryOptions } from './memory.js';

const modelled = { web: {}, websecure: { tls: { certResolver: 'letsencrypt' } } };

describe.each<[string, MemoryOptions]>([
  ['a file each', {}],
  ['one file that people edit, too', { site: { layout: 'file' } }],
  ['an entryPoint has TLS of its own, and routers are called otherwise', { entryPoints: modelled, entrypoints: ['web', 'websecure'] }],
  ['Traefik does not know the limit of forwardAuth', { version: '3.4.0' }],
])('%s', (_, options) => {
  test.each(laws)('$title', ({ run }) => run(async () => memory(options)));
});
