import { deepLaws, laws } from '@hl/core/testing';
import { memory, type MemoryOptions } from './memory.js';

const modelled = { web: {}, websecure: { tls: { certResolver: 'letsencrypt' } } };

describe.each<[string, MemoryOptions, typeof laws]>([
  ['a file each', {}, deepLaws],
  ['one file that people edit, too', { site: { layout: 'file' } }, deepLaws],
  ['a service with pages', { pages: true }, deepLaws],
  ['a service with pages, in one file', { pages: true, site: { layout: 'file' } }, deepLaws],
  [
    'an entryPoint has TLS of its own, and routers are called otherwise',
    { entryPoints: modelled, entrypoints: ['web', 'websecure'] },
    [...laws, ...deepLaws],
  ],
  ['Traefik does not know the limit of forwardAuth', { version: '3.4.0' }, laws],
])('%s', (_, options, all) => {
  test.each(all)('$title', ({ run }) => run(async () => memory(options)));
});
