import { parse } from 'yaml';
import { importText } from './samples.js';

const written = (text: string, env = '') => {
  const { files, remarks } = importText(text, { read: (path) => (path === '.env' ? env : null) });
  const { deployment } = parse(files[0]?.text ?? '', { logLevel: 'silent' }) as { deployment: Record<string, unknown> };
  return { deployment, remarks };
};

test.each([
  "GITLAB_OMNIBUS_CONFIG: \"gitlab_rails['smtp_password'] = 'hunter2x'\"",
  'DB: Server=db;User=app;Password=hunter2x;',
  'URL: jdbc:mysql://db/app?user=app&password=hunter2x',
  'JAVA_OPTS: -Dapi.token=hunter2x',
  'SETTINGS: "{\\"secret\\": \\"hunter2x\\"}"',
])('a password among other settings is not copied: %s', (line) => {
  expect(JSON.stringify(importText(`services:\n  app:\n    image: x:1\n    environment:\n      ${line}\n`))).not.toContain('hunter2x');
});

test('a container of a profile that is not asked for is left out, and told', () => {
  const text = `
services:
  web: { image: 'nginx:1', profiles: [front] }
  admin: { image: 'admin:1', profiles: [debug, tools] }
`;
  const { deployment, remarks } = written(text, 'COMPOSE_PROFILES=front,other\n');
  expect(deployment).toMatchObject({ image: 'nginx:1' });
  expect(deployment).not.toHaveProperty('services');
  expect(deployment).not.toHaveProperty('profiles');
  expect(remarks).toContainEqual({
    severity: 'warning',
    line: 4,
    message: 'admin is left out: compose starts it with the profile debug only',
    hint: expect.stringContaining('COMPOSE_PROFILES=debug'),
  });
  expect(written(text, 'COMPOSE_PROFILES=*\n').deployment['services']).toEqual({ admin: { image: 'admin:1' } });
  expect(Object.keys(written(text).deployment['services'] ?? {})).toEqual(['admin']);
});

test('a port that is published beside an address of its own stays published', () => {
  const text = `
services:
  dns:
    image: x:1
    ports: ['3000:3000']
    networks: { lan: { ipv4_address: 192.0.2.53 }, back: }
networks:
  lan: { driver: macvlan }
  back: {}
`;
  expect(written(text).deployment).toMatchObject({ port: 3000, ports: ['3000:3000'] });
});

test('several documents are refused: compose merges them', () => {
  expect(() => importText('services: { a: { image: x } }\n---\nservices: { a: { image: y } }\n')).toThrow(/several documents/);
});

test('a secret in a block of text leaves the file that is kept as it is around it', () => {
  const text = `services:
  app:
    image: x:1
    environment:
      CONFIG: |
        password = "hunter2x"

      A: b
    ports: ['80:80']
`;
  const [, kept] = importText(text, { keepCompose: true }).files;
  expect(kept?.text).toBe(text.replace(/\|\n.*"\n/, '"${CONFIG}"\n'));
});

test.each([false, true])('a secret that compose takes from a variable is listed: kept %s', (keepCompose) => {
  const text = 'services: { app: { image: x, secrets: [token] } }\nsecrets: { token: { environment: TOKEN } }\n';
  const { files, secrets } = importText(text, { keepCompose, read: (path) => (path === '.env' ? 'TOKEN=hunter2x\n' : null) });
  expect(secrets.map(({ name }) => name)).toEqual(['TOKEN']);
  expect(JSON.stringify(files)).not.toContain('hunter2x');
});

test('variables without a value get theirs from .env beside a file that is kept, too', () => {
  const text = 'services: { web: { image: x, environment: [TZ, NONE, AUTH_PASSWORD] } }\n';
  const read = (path: string) => (path === '.env' ? 'TZ=UTC\nAUTH_PASSWORD=hunter2x\nOTHER=a\n' : null);
  const { files, secrets } = importText(text, { keepCompose: true, read });
  expect(parse(files[0]?.text ?? '')).toMatchObject({ deployment: { environment: { TZ: 'UTC' }, secrets: [{ name: 'AUTH_PASSWORD' }] } });
  expect(secrets.map(({ name }) => name)).toEqual(['AUTH_PASSWORD']);
});

test('an env file that two containers share is brought along once', () => {
  const text = 'services:\n  web: { image: x, env_file: app.env }\n  job: { image: x, env_file: [./app.env] }\n';
  const { files } = importText(text, { keepCompose: true, read: (path) => (path === 'app.env' ? 'TZ=UTC\n' : null) });
  expect(files.map(({ path }) => path.replace(/.*\//, ''))).toEqual(['web.yml', 'web.compose.yaml', 'web.app.env']);
  expect(parse(files[0]?.text ?? '')).toMatchObject({ deployment: { extra_files: [{ source: 'web.app.env', destination: 'app.env' }] } });
});
