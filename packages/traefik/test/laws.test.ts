import { laws } from '@hl/core/testing';
import { memory, type MemoryOptions } from './memory.js';

describe.each<[string, MemoryOptions]>([
  ['a file each', {}],
  ['one file that people edit, too', { site: { layout: 'file' } }],
  ['a service with pages', { pages: true }],
  ['a service with pages, in one file', { pages: true, site: { layout: 'file' } }],
])('%s', (_, options) => {
  test.each(laws)('$title', ({ run }) => run(async () => memory(options)));
});
