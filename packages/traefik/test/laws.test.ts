import { laws } from '@hl/core/testing';
import { memory, type MemoryOptions } from './memory.js';

describe.each<[string, MemoryOptions]>([
  ['a file each', {}],
  ['one file that people edit, too', { site: { layout: 'file' } }],
])('%s', (_, options) => {
  test.each(laws)('$title', ({ run }) => run(async () => memory(options)));
});
