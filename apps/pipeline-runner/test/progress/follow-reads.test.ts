import { printer } from '../../src/printer.js';
import { followReads } from '../../src/progress/follow-reads.js';
import { terminal } from './terminal.js';

test('who has answered, and who has not, once it takes a while', () => {
  let now = 0;
  const term = terminal(40);
  const print = printer({ terminal: term, stdout: term.write, stderr: term.write });
  const at = (ms: number): string[] => {
    now = ms;
    print.step(`${ms}`);
    return term.shown().filter((line) => !line.startsWith('›'));
  };
  const reads = followReads(print, 'plan', ['docker-media', 'pihole', 'pihole', 'traefik'], () => now);
  expect(at(400)).toEqual([]);
  reads.done('pihole');
  expect(at(600)).toEqual(['plan  1/4 read  0 s  docker-media, pih…']);
  reads.done('pihole');
  reads.done('docker-media');
  reads.done('nobody');
  expect(at(2_300)).toEqual(['plan  3/4 read  2 s  traefik']);
  reads.done('traefik');
  expect(at(2_400)).toEqual([]);
  reads.end();
  expect(term.shown()).toEqual(['› 400', '› 600', '› 2300', '› 2400']);
});
