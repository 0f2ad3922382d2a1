import { deploymentSection } from '../../src/deployment/deployment.js';
import { contextOf, minimal, told } from '../context.js';

function resolve(text: string, whole = minimal(text)) {
  const context = contextOf(whole);
  return { section: deploymentSection(context).deployment, report: context.report };
}
const messages = (text: string) => told(resolve(text).report);

describe('the install path and the image', () => {
  test('loses its last slash', () => expect(resolve('install_path: /srv/apps/metube/').section.installPath).toBe('/srv/apps/metube'));

  test.each([
    ['install_path: /opt/../etc/x', '/opt/../etc/x is not a plain path'],
    ['install_path: /opt//x', '/opt//x is not a plain path'],
    ['install_path: /opt', '/opt belongs to the system'],
    ['install_path: /etc/metube', '/etc/metube belongs to the system'],
    ['network_mode: host\nnetworks: [a]', 'networks do not go with network_mode: host'],
  ])('%s', (text, message) => expect(messages(text)).toEqual([message]));

  test.each([
    'alpine',
    'nextcloud:34-apache',
    'localhost:5000/a/b',
    'ghcr.io/a_b/c__d--e:v1@sha256:' + 'a'.repeat(64),
    'registry.lan:5000/x.y:1_2',
  ])('%s is an image', (image) => {
    const { section, report } = resolve('', minimal().replace(/image: .*/, `image: ${image}`));
    expect([section.image, told(report)]).toEqual([image, []]);
  });

  test.each([
    ['ghcr.io/AlexTa69/MeTube:Latest', 'Write ghcr.io/alexta69/metube:Latest: the name is in lower case.'],
    ['metube:', 'Write registry/name:tag, e.g. ghcr.io/alexta69/metube:2026.08.15.'],
    ['a//b', 'Write registry/name:tag, e.g. ghcr.io/alexta69/metube:2026.08.15.'],
  ])('%s is none', (image, hint) => {
    const { report } = resolve('', minimal().replace(/image: .*/, `image: "${image}"`));
    expect(report.diagnostics()).toEqual([expect.objectContaining({ message: `${image} is not the name of an image`, hint, line: 5 })]);
  });

  test('a service may have a name of one letter: its container is called as compose calls it', () => {
    const short = (text: string) => told(resolve('', minimal(text).replace(/name: metube\b/, 'name: x')).report);
    expect(short('')).toEqual([]);
    expect(short('compose: { container_name: tube }')).toEqual([]);
    expect(short('container_name: x')).toEqual([expect.stringContaining('at least two letters')]);
  });

  test('a bridge of Docker’s own is not that of compose, and is kept', () => {
    expect(resolve('network_mode: bridge').section).toMatchObject({ networkMode: 'bridge', ports: [{ host: 8082 }] });
    expect(resolve('network_mode: host').section).toMatchObject({ networkMode: 'host', ports: [] });
  });
});
