import { good, load, minimal, repository, shown } from '../read.js';

const messages = (text: string, files = {}) => shown(load(minimal(text), repository(files)).diagnostics);

describe('an override speaks of what is there', () => {
  const side = 'services: { db: { image: x } }\n';

  test.each([
    [
      `${side}compose: { services: { db: { init: true }, metube: { init: true }, new: { image: y } }, networks: { a: {} }, volumes: { v: } }`,
      [],
    ],
    ['compose: { shm_size: 1gb, volumes: ["a:/a"], networks: [b] }', []],
    [`${side}compose: { services: { bd: { init: true } } }`, ['7:26 /deployment/compose/services/bd there is no container bd']],
    ['compose: { metube: { init: true } }', ['6:14 /deployment/compose/metube metube is a container, and stands beside services']],
    [`${side}compose: { db: { init: true } }`, ['7:14 /deployment/compose/db db is a container, and stands beside services']],
    [
      'compose: { services: { metube: { shm_sise: 1gb } } }',
      ['6:36 /deployment/compose/services/metube/shm_sise unknown key shm_sise; did you mean shm_size?'],
    ],
    ['compose: { serivces: {} }', ['6:14 /deployment/compose/serivces unknown key serivces']],
    ['compose: { shm_sise: 1gb }', ['6:14 /deployment/compose/shm_sise unknown key shm_sise; did you mean shm_size?']],
    [
      'compose: { networks: { a: { drivr: macvlan } } }',
      ['6:31 /deployment/compose/networks/a/drivr unknown key drivr; did you mean driver?'],
    ],
    [
      'services: { db: { image: x, enviroment: {} } }',
      ['6:31 /deployment/services/db/enviroment unknown key enviroment; did you mean environment?'],
    ],
    ['services: { db: { image: x, ports: [80:a] } }', [expect.stringMatching(/^6:39 \/deployment\/services\/db\/ports\/0 /)]],
    [
      'services: { db: { image: x, init: 5 } }',
      ['6:37 /deployment/services/db/init init takes true or false or a text: put it in quotes, "5"'],
    ],
  ])('%s', (text, expected) => expect(messages(text)).toEqual(expected));

  test('with compose’s tags', () => {
    const { deployment } = good(
      minimal('compose:\n  services:\n    metube:\n      ports: !override ["9000:80"]\n      user: !reset null\n      volumes: !reset []'),
    );
    expect(deployment?.compose).toEqual({
      services: { metube: { ports: { '!override': ['9000:80'] }, user: { '!reset': null }, volumes: { '!reset': null } } },
    });
    expect(messages('compose: { services: { metube: { ports: !override [80:a] } } }')).toEqual([expect.stringMatching(/^6:54 .*\/0 /)]);
    expect(messages('user: !reset null')).toEqual(['6:16 /deployment/user !reset is compose’s, for deployment.compose']);
    expect(messages('compose: { services: { metube: !secret x } }')).toEqual([expect.stringContaining('nresolved tag: !secret')]);
  });
});

describe('the port beside a compose file', () => {
  const port = (own: string, deployment = '') => {
    const text = minimal(`compose_file: own.yaml\n${deployment}`).replace(/ {2}image: .*\n/, '');
    return shown(load(text, repository({ 'own.yaml': own })).diagnostics);
  };
  const refused = ['4:9 /deployment/port own.yaml does not publish port 8082 of the host'];

  test.each([
    ['services: { metube: { image: x, ports: ["8082:80"] } }', []],
    ['services: { metube: { image: x, ports: ["8000-8100:8000-8100"] } }', []],
    ['services: { metube: { image: x }, proxy: { image: x, ports: [{ target: 80, published: "8082" }] } }', []],
    ['services: { metube: { image: x, network_mode: host } }', []],
    ['services: { metube: { image: x, ports: ["${PORT:-8082}:80"] } }', []],
    ['services: { metube: { image: x } }\ninclude: [/opt/other.yaml]', []],
    ['services: { metube: { image: x } }', refused],
    ['services: { metube: { image: x, ports: ["8082:80/udp"] } }', refused],
    ['services: { metube: { image: x, ports: [8082, "8083:80"] } }', refused],
  ])('%s', (own, expected) => expect(port(own)).toEqual(expected));

  test('is not asked for of a container with an address of its own', () =>
    expect(port('services: { metube: { image: x } }', 'address: 192.0.2.60')).toEqual([]));
});

test('the main container of a compose file may have another name', () => {
  const own = { 'own.yaml': 'services: { server: { image: x, ports: ["8082:80"] }, db: { image: x } }' };
  const text = (more: string) => minimal(`compose_file: own.yaml\n${more}`).replace(/ {2}image: .*\n/, '');
  expect(good(text('compose_service: server'), repository(own)).deployment?.composeService).toBe('server');
  expect(load(text(''), repository(own)).diagnostics).toEqual([
    expect.objectContaining({ severity: 'warning', hint: 'Write compose_service: server, the key of the main container there.' }),
  ]);
});
