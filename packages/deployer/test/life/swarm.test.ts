import { go, good, host, running, service, useHost } from './life.js';

useHost({ swarm: true });

test('secrets of every spelling reach the tasks, and no argument list', async () => {
  const nasty = [
    'k$1',
    '"',
    '\\',
    'ends\\',
    "it's",
    'a\nb\n',
    '\r\n',
    ' x ',
    '${X}',
    '`id`$(id)',
    '\\n',
    '\\\\n',
    '\\"',
    '\\0134',
    '%s%b',
    '☃',
    '\t',
    '-n',
  ];
  // Names that a careless script would use itself.
  const names = ['line', 'path', 'name', 'value', 'names', 'service', 'said', 'file', ...nasty.map((_, index) => `KEY_${index}`)].slice(
    0,
    nasty.length,
  );
  const secrets = Object.fromEntries(nasty.map((value, index) => [names[index], value]));
  const wanted = service({ secrets: names.map((name) => ({ name, source: name })) });
  good(await go([], [wanted], { secrets }));
  expect(running('metube_metube')?.environment).toMatchObject(secrets);
  for (const value of nasty.filter(({ length }) => length > 3))
    expect(JSON.stringify(host.docker.invocations)).not.toContain(JSON.stringify(value).slice(1, -1));
  expect(await go([wanted], [wanted], { secrets })).toEqual([]);
});
