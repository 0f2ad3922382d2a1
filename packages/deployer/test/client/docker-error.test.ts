import { dockerError } from '../../src/client/docker-error.js';

test.each([
  ['sh: 1: docker: not found', 'HL_DOCKER_MISSING', 'refused'],
  ['zsh: command not found: docker', 'HL_DOCKER_MISSING', 'refused'],
  ["docker: 'compose' is not a docker command.\nSee 'docker --help'", 'HL_COMPOSE_MISSING', 'refused'],
  ["unknown flag: --project-name\nSee 'docker --help'.", 'HL_COMPOSE_MISSING', 'refused'],
  ["unknown shorthand flag: 'p' in -project-name", 'HL_COMPOSE_MISSING', 'refused'],
  ['docker: unknown command: docker compose', 'HL_COMPOSE_MISSING', 'refused'],
  ['Error response from daemon: This node is not a swarm manager.', 'HL_SWARM_MISSING', 'refused'],
  ['permission denied while trying to connect to the Docker daemon socket', 'HL_DOCKER_DENIED', 'refused'],
  ['dial unix /var/run/docker.sock: connect: permission denied', 'HL_DOCKER_DENIED', 'refused'],
  ['Cannot connect to the Docker daemon at unix:///var/run/docker.sock.', 'HL_DOCKER_DOWN', 'unreachable'],
  ['error during connect: EOF', 'HL_DOCKER_DOWN', 'unreachable'],
  ['write /var/lib/docker/tmp/x: no space left on device', 'HL_DISK_FULL', 'refused'],
  ['tar: a.txt: Wrote only 4096 of 4608 bytes', 'HL_DISK_FULL', 'refused'],
  ['cp: Disk quota exceeded', 'HL_DISK_FULL', 'refused'],
  ['Bind for 0.0.0.0:80 failed: port is already allocated', 'HL_PORT_TAKEN', 'conflict'],
  ["port '9000' is already in use by service 'a' as an ingress port", 'HL_PORT_TAKEN', 'conflict'],
  ['listen tcp4 0.0.0.0:80: bind: address already in use', 'HL_PORT_TAKEN', 'conflict'],
  ['Conflict. The container name "/web" is already in use by container "ab"', 'HL_NAME_TAKEN', 'conflict'],
  ['manifest for x:1 not found: manifest unknown: manifest unknown', 'HL_IMAGE_NOT_FOUND', 'refused'],
  ['pull access denied for x, repository does not exist', 'HL_IMAGE_NOT_FOUND', 'refused'],
  ['No such image: x:1', 'HL_IMAGE_NOT_FOUND', 'refused'],
  ['toomanyrequests: You have reached your pull rate limit', 'HL_REGISTRY_LIMIT', 'unreachable'],
  ['unauthorized: authentication required', 'HL_REGISTRY_DENIED', 'refused'],
  ['denied: installation not allowed', 'HL_REGISTRY_DENIED', 'refused'],
  ['Get "https://ghcr.io/v2/": dial tcp: lookup ghcr.io: no such host', 'HL_REGISTRY_UNREACHABLE', 'unreachable'],
  ['net/http: TLS handshake timeout', 'HL_REGISTRY_UNREACHABLE', 'unreachable'],
  ['network n declared as external, but could not be found', 'HL_EXTERNAL_MISSING', 'input'],
  ['validating /opt/a/compose.yml: services.a Additional property b is not allowed', 'HL_COMPOSE_INVALID', 'input'],
  ['yaml: line 3: did not find expected key', 'HL_COMPOSE_INVALID', 'input'],
  ['service "a" depends on undefined service "b"', 'HL_COMPOSE_INVALID', 'input'],
  ['exec: "nosuch": executable file not found in $PATH: unknown', 'HL_CONTAINER_START', 'refused'],
  ['mkdir: cannot create directory: Permission denied', 'HL_FILE', 'refused'],
  ['cannot touch: Read-only file system', 'HL_FILE', 'refused'],
  ['Error response from daemon: something else', 'HL_DOCKER', 'refused'],
  ['', 'HL_DOCKER', 'refused'],
])('%j is %s', (output, code, kind) => {
  const error = dockerError('web-1', output);
  expect(error).toMatchObject({ code, kind, message: expect.stringMatching(/^web-1: ./), hint: expect.stringMatching(/../) });
});

test('the last lines that say why, each once, without progress', () => {
  const output = [
    ' Container app  Creating',
    'first',
    'Network app_default  Created',
    'Since --detach=false was not specified, tasks will be updated in the background.',
    '  why  ',
    'why',
    '',
    'and',
    'so',
    ' Volume app_data  Removed',
  ].join('\n');
  expect(dockerError('h', output).message).toBe('h: docker failed: why / and / so');
  expect(dockerError('h', ' Container app  Started\n').message).toBe('h: docker failed');
  expect(dockerError('h', 'Container app is strange').message).toBe('h: docker failed: Container app is strange');
});

test('the caller names what it does not know', () => {
  expect(dockerError('h', 'odd', { what: 'the pull ended with 1' })).toMatchObject({
    code: 'HL_DOCKER',
    message: 'h: the pull ended with 1: odd',
  });
  expect(dockerError('h', 'odd', { code: 'HL_X' }).code).toBe('HL_X');
  expect(dockerError('h', 'yaml: odd', { what: 'x', code: 'HL_X' })).toMatchObject({
    code: 'HL_COMPOSE_INVALID',
    message: 'h: compose does not accept the file: yaml: odd',
  });
});
