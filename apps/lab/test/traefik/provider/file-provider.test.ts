import { names, on, route } from '../bench.js';

describe('the directory', () => {
  test(
    'a broken file stops the whole update, and the former configuration stays',
    on(async ({ emulator, backend, put, until }) => {
      await put('a.yml', route('a', backend));
      await until(() => names(emulator).includes('a@file'));
      await put('broken.yml', 'http: {}\n');
      await put('b.yml', route('b', backend));
      await until(() => emulator.log.some((line) => line.startsWith('ERR Error occurred during watcher callback')));
      expect(emulator.log.join()).toContain('broken.yml: http cannot be a standalone element');
      expect(names(emulator)).toEqual(['a@file']);
      await put('broken.yml', '');
      await until(() => names(emulator).includes('b@file'));
    }),
  );

  test(
    'one broken file at the start: no file routes at all',
    on(
      async ({ emulator }) => {
        expect(emulator.routers()).toEqual([]);
        expect(emulator.log).toEqual([expect.stringContaining('Error while building configuration (for the first time)')]);
      },
      {},
      { 'a.yml': route('a', 'http://x'), 'b.yml': 'http:\n  routers: {}\n' },
    ),
  );

  test(
    'dot files are loaded, temporary names are not, the first of two names wins, folders below are not watched',
    on(async ({ emulator, backend, put, until }) => {
      await put('.dot.yml', route('dot', backend));
      await put('b.yml', route('a', 'http://second'));
      await put('a.yml', route('a', backend));
      await put('c.yml.bak', route('c', backend));
      await until(() => names(emulator).includes('dot@file') && emulator.log.some((line) => line.includes('already configured')));
      await until(() => JSON.stringify(emulator.services()).includes(backend) && !JSON.stringify(emulator.services()).includes('second'));
      expect(names(emulator)).toEqual(['dot@file', 'a@file']);
    }),
  );
});
