import { traefikInMemory } from '../../src/traefik/in-memory.js';

const route = (name: string, more = '', tls = '{}'): string =>
  `http:\n  routers:\n    ${name}: {rule: 'Host(\`${name}.test\`)', service: ${name}, entryPoints: websecure, tls: ${tls}${more}}\n  services:\n    ${name}: {loadBalancer: {servers: [{url: "http://x"}]}}\n`;

const asking = (files: { readonly [file: string]: string }, version?: string) => {
  const emulator = traefikInMemory({ files: new Map(Object.entries(files)), ...(version ? { version } : {}) });
  return async (path: string, init?: RequestInit) => {
    const response = await emulator.fetch(`http://traefik${path}`, init);
    const text = await response.text();
    return { status: response.status, headers: response.headers, json: (/^[[{]/.test(text) ? JSON.parse(text) : text) as unknown };
  };
};

test('objects as Traefik shows them', async () => {
  const api = asking({
    'a.yml': `${route('a', ', middlewares: [m]', '{certResolver: le}')}  middlewares:\n    m: {forwardAuth: {address: "http://y"}}\n`,
  });
  expect((await api('/api/http/routers/a@file')).json).toEqual({
    entryPoints: ['websecure'],
    middlewares: ['m@file'],
    service: 'a',
    rule: 'Host(`a.test`)',
    priority: 14,
    tls: { options: 'default', certResolver: 'le' },
    observability: { accessLogs: true, metrics: true, tracing: true, traceVerbosity: 'minimal' },
    status: 'enabled',
    using: ['websecure'],
    name: 'a@file',
    provider: 'file',
    priorityStr: '14',
  });
  expect((await api('/api/http/services/a@file')).json).toMatchObject({
    loadBalancer: { strategy: 'wrr', passHostHeader: true },
    usedBy: ['a@file'],
    type: 'loadbalancer',
    serverStatus: { 'http://x': 'UP' },
  });
  expect((await api('/api/http/middlewares/m@file')).json).toMatchObject({
    forwardAuth: { address: 'http://y' },
    type: 'forwardauth',
    usedBy: ['a@file'],
  });
  expect((await api('/api/rawdata')).json).toMatchObject({ routers: { 'a@file': { status: 'enabled', service: 'a' } } });
  expect((await api('/api/version')).json).toMatchObject({ Version: '3.7.9' });
  expect((await api('/api/overview')).json).toMatchObject({
    http: { routers: { total: 1, warnings: 0, errors: 0 } },
    providers: ['File'],
  });
  expect((await api('/api/entrypoints')).json).toMatchObject([{ name: 'web' }, { name: 'websecure' }]);
  expect((await api('/api/entrypoints/web')).json).toMatchObject({ address: ':8000' });
  expect((await api('/ping')).json).toBe('OK');
});

test('pages, and what is not there', async () => {
  const api = asking({ 'a.yml': route('a'), 'b.yml': route('b'), 'c.yml': route('c') });
  const first = await api('/api/http/routers?per_page=2');
  expect([first.headers.get('x-next-page'), (first.json as unknown[]).length]).toEqual(['2', 2]);
  expect((await api('/api/http/routers?per_page=2&page=2')).headers.get('x-next-page')).toBe('1');
  expect(await api('/api/http/routers?page=9&per_page=2')).toMatchObject({
    status: 400,
    json: { message: 'invalid request: page: 9, per_page: 2' },
  });
  expect((await api('/api/http/routers?search=B')).json).toMatchObject([{ name: 'b@file' }]);
  expect((await api('/api/http/routers?serviceName=c')).json).toMatchObject([{ name: 'c@file' }]);
  expect((await api('/api/http/routers?status=disabled')).json).toEqual([]);
  const missing = await api('/api/http/routers/nope@file');
  expect([missing.status, missing.headers.get('content-type'), missing.json]).toEqual([
    404,
    'text/plain; charset=utf-8',
    { message: 'router not found: nope@file' },
  ]);
  expect((await api('/api/entrypoints/nope')).status).toBe(404);
  expect((await api('/api/http/bogus')).status).toBe(404);
  expect((await api('/api/http/routers', { method: 'PUT' })).status).toBe(405);
});

test('one file that cannot be read stops all, and the first of two names counts', async () => {
  const files = new Map([['b.yml', route('b')]]);
  const emulator = traefikInMemory({ files });
  const names = () => emulator.routers().map(({ name }) => name);
  expect(names()).toEqual(['b@file']);
  files.set('broken.yml', 'http: {}\n').set('c.yml', route('c'));
  expect(names()).toEqual(['b@file']);
  expect(emulator.log).toEqual([expect.stringMatching(/^ERR Error occurred during watcher callback.*broken\.yml: http cannot be/)]);
  files.set('broken.yml', '').set('a.yml', route('b')).set('d.yml.bak', route('d'));
  expect(names()).toEqual(['b@file', 'c@file']);
  expect(emulator.log.at(-1)).toContain('already configured, skipping name=b origin=b.yml');
  emulator.asleep = true;
  files.clear();
  expect(names()).toEqual(['b@file', 'c@file']);
});

test.each([
  ['3.6.8', 0],
  ['3.6.9', 1],
  ['3.7.9', 1],
])('Traefik %s and the limit of forwardAuth', (version, middlewares) => {
  const files = new Map([['a.yml', 'http:\n  middlewares:\n    m:\n      forwardAuth:\n        maxResponseBodySize: 1\n']]);
  expect(traefikInMemory({ files, version }).middlewares()).toHaveLength(middlewares);
});
