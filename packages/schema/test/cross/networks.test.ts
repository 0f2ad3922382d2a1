import type { Service } from '@hl/core';
import { crossCheck, linkNetworks, loadService } from '@hl/schema';
import { repository, shown, site } from '../read.js';

const at = site();

function read(name: string, deployment: string, host = 'docker-media'): Service {
  const text = `service: { name: ${name}, display_name: A, description: A, category: media }\ndeployment:\n  target_host: ${host}\n${deployment.replace(/^/gm, '  ')}\n`;
  const own = repository({ 'own.yaml': 'services: { tunnel: { image: x }, named: { image: x, container_name: called } }' });
  const { service, diagnostics } = loadService(text, `services/${name}.yml`, at, own);
  if (!service) throw new Error(shown(diagnostics).join('\n'));
  return service;
}
const user = (container: string, more = '') => read('user', `image: x\nnetwork_mode: container:${container}\n${more}`);

describe('who uses the network of another service’s container', () => {
  test.each([
    ['vpn', read('vpn', 'image: x')],
    ['called', read('vpn', 'image: x\ncontainer_name: called')],
    ['called', read('vpn', 'image: x\ncompose: { services: { vpn: { container_name: called } } }')],
    ['vpn-vpn-1', read('vpn', 'image: x\ncompose: { services: { vpn: { container_name: !reset null } } }')],
    ['side', read('vpn', 'image: x\nservices: { gluetun: { image: x, container_name: side } }')],
    ['vpn-gluetun-1', read('vpn', 'image: x\nservices: { gluetun: { image: x } }')],
    ['stack-gluetun-1', read('vpn', 'image: x\nservices: { gluetun: { image: x } }\ncompose: { name: stack }')],
    ['vpn-tunnel-1', read('vpn', 'compose_file: own.yaml\ncompose_service: tunnel')],
    ['called', read('vpn', 'compose_file: own.yaml\ncompose_service: tunnel')],
  ])('is linked to %s', (container, provider) => {
    const [linked] = linkNetworks([user(container), provider]);
    expect(linked?.deployment).toMatchObject({ networkOf: { service: 'vpn', container }, dependsOnServices: ['vpn'] });
    expect(crossCheck([user(container), provider], at)).toEqual([]);
  });

  test.each([
    ['nobody of ours', 'other', read('vpn', 'image: x')],
    ['its own side container', 'mate', read('vpn', 'image: x')],
    ['one of another host', 'vpn', read('vpn', 'image: x', 'docker-apps')],
  ])('%s is not linked', (_, container, provider) => {
    const [linked] = linkNetworks([user(container, 'services: { mate: { image: x, container_name: mate } }'), provider]);
    expect(linked?.deployment).toMatchObject({ networkOf: null, dependsOnServices: [] });
  });

  test('may be a side container, and has what it depends on once', () => {
    const side = read('user', 'image: x\nservices: { a: { image: x, network_mode: "container:vpn" } }\ndepends_on_services: [db, vpn]');
    const [linked] = linkNetworks([side, read('vpn', 'image: x'), read('db', 'image: x')]);
    expect(linked?.deployment).toMatchObject({ networkOf: { service: 'vpn' }, dependsOnServices: ['db', 'vpn'] });
  });

  test('changes when its provider does, or the provider of that', () => {
    const chain = (image: string) => [
      read('first', 'image: x\nnetwork_mode: container:second'),
      read('second', 'image: x\nnetwork_mode: container:third'),
      read('third', `image: ${image}`),
    ];
    const [a, b, c] = [chain('x:1'), chain('x:1'), chain('x:2')].map((services) => linkNetworks(services)[0]?.deployment?.networkOf);
    expect(a).toEqual(b);
    expect(a).not.toEqual(c);
    expect(linkNetworks(linkNetworks(chain('x:1')))).toEqual(linkNetworks(chain('x:1')));
  });

  test('on another host, or in a circle, is refused where it is written', () => {
    const told = (...services: Service[]) => shown(crossCheck(services, at));
    expect(told(user('vpn'), read('vpn', 'image: x', 'docker-apps'))).toEqual([
      '5:17 /deployment/network_mode container vpn of vpn is on docker-apps, not on docker-media',
    ]);
    expect(told(user('vpn'), read('vpn', 'image: x\nnetwork_mode: container:user'))).toEqual([
      '5:17 /deployment/network_mode user needs vpn needs user',
      '5:17 /deployment/network_mode vpn needs user needs vpn',
    ]);
  });

  test('by service: is told to say container:', () => {
    const { diagnostics } = loadService(
      'service: { name: user, display_name: A, description: A, category: media }\ndeployment: { target_host: docker-media, image: x, network_mode: service:vpn }\n',
      'services/user.yml',
      at,
      () => null,
    );
    expect(diagnostics).toEqual([expect.objectContaining({ rule: 'enum', hint: expect.stringContaining('container:vpn') })]);
  });
});
