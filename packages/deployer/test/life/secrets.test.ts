import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { apply, undo } from '@hl/core';
import { container, go, good, host, path, service, useHost } from './life.js';

useHost();

describe('secrets', () => {
  const nasty = [
    `k$1`,
    '"',
    '\\',
    'ends\\',
    "it's",
    'a #b',
    '#b',
    'a\nb',
    'a\r\nb',
    ' spaces ',
    '$',
    '${X}',
    '`x`',
    '=',
    '\\n',
    '!',
    '☃',
    '{"a":1}',
    "'single'",
    'a\\"b',
    '\t',
  ];
  test('each arrives as it is, and is not written anywhere else', async () => {
    const secrets = Object.fromEntries(nasty.map((value, index) => [`KEY_${index}`, value]));
    const wanted = service({ secrets: Object.keys(secrets).map((name) => ({ name, source: name })) });
    const outcomes = good(await go([], [wanted], { secrets }));
    expect(container('metube')?.environment).toMatchObject(secrets);
    expect(statSync(path('opt/metube/.env')).mode & 0o777).toBe(0o600);
    expect(statSync(path('opt/metube/.hl')).mode & 0o777).toBe(0o700);
    expect(await go([wanted], [wanted], { secrets })).toEqual([]);
    for (const value of nasty.filter(({ length }) => length > 5)) expect(JSON.stringify(outcomes)).not.toContain(value);
  });

  test('a rotated one redeploys; a run that was not given it cannot tell and leaves it', async () => {
    const wanted = service({ secrets: [{ name: 'API_KEY', source: 'KEY' }] });
    good(await go([], [wanted], { secrets: { KEY: 'old-value' } }));
    expect(await go([wanted], [wanted], { secrets: {} })).toEqual([]);
    const rotated = good(await go([wanted], [wanted], { secrets: { KEY: 'new-value' } }));
    expect(container('metube')?.environment['API_KEY']).toBe('new-value');
    expect(JSON.stringify(rotated)).not.toMatch(/old-value|new-value/);
    good(await apply(host.integration({ secrets: { KEY: 'new-value' } }), undo(rotated)));
    expect(container('metube')?.environment['API_KEY']).toBe('old-value');
  });

  test('a missing one is an input error before anything is touched', async () => {
    const wanted = service({
      secrets: [
        { name: 'API_KEY', source: 'KEY' },
        { name: 'TOKEN', source: 'TOKEN' },
      ],
    });
    const [outcome] = await go([], [wanted], { secrets: { KEY: '' } });
    expect(outcome).toMatchObject({
      status: 'failed',
      error: { code: 'HL_SECRET_MISSING', kind: 'input', message: 'metube: no value for the secret KEY (for API_KEY), TOKEN' },
    });
    expect(existsSync(path('opt/metube'))).toBe(false);
  });

  test('those of an encrypted file reach the main container', async () => {
    const secretsFile = { ...host.copy('x.sops.env', 'encrypted'), destination: 'x.sops.env' };
    const wanted = service({ secretsFile, environment: { URL: 'db://${DB_PASSWORD}@db' } });
    const options = { decrypt: async () => ({ DB_PASSWORD: 'p$w"d' }) };
    good(await go([], [wanted], options));
    expect(container('metube')?.environment).toMatchObject({ DB_PASSWORD: 'p$w"d', URL: 'db://p$w"d@db' });
    expect(await go([wanted], [wanted], options)).toEqual([]);
    const text = readFileSync(path('opt/metube/.env'), 'utf8');
    writeFileSync(path('opt/metube/.env'), text.replace('DB_PASSWORD="p', 'DB_PASSWORD="other'));
    good(await go([wanted], [wanted], options));
    expect(readFileSync(path('opt/metube/.env'), 'utf8')).toBe(text);
    expect(await go([wanted], [wanted], options)).toEqual([]);
    const [refused] = await go([], [{ ...wanted, name: 'two' }]);
    expect(refused).toMatchObject({ status: 'failed', error: { kind: 'input' } });
  });
});
