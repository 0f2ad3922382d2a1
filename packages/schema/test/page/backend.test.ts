import { backendOf } from '../../src/page/backend.js';
import { contextOf, minimal, repository, told } from '../context.js';

const certificate = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';

function resolve(backend: string) {
  const context = contextOf(minimal('', `backend: ${backend}\n`), { files: repository({ 'certs/ca.pem': certificate, 'key.pem': 'x' }) });
  return { backend: backendOf(context.input.backend, context.report.at('backend'), context), report: context.report };
}

test.each([
  ['https://192.0.2.10:8006', { scheme: 'https', address: '192.0.2.10', port: 8006 }],
  ['http://nas.lan', { scheme: 'http', address: 'nas.lan', port: 80 }],
  ['https://NAS.lan/', { scheme: 'https', address: 'nas.lan', port: 443 }],
  ['"https://[fd00::1]:8443"', { scheme: 'https', address: 'fd00::1', port: 8443 }],
  ['tcp://192.0.2.10:22', { scheme: 'tcp', address: '192.0.2.10', port: 22 }],
  ['udp://192.0.2.10:53', { scheme: 'udp', address: '192.0.2.10', port: 53 }],
])('%s', (text, expected) => {
  const { backend, report } = resolve(text);
  expect([backend, told(report)]).toEqual([{ ...expected, insecure: false, trust: null }, []]);
});

test('how an https backend is trusted', () => {
  expect(resolve('{ url: "https://a.lan", ca_file: certs/ca.pem, server_name: b.lan }').backend?.trust).toEqual({
    ca: certificate,
    serverName: 'b.lan',
  });
  expect(resolve('{ url: "https://a.lan", server_name: b.lan }').backend?.trust).toEqual({ ca: null, serverName: 'b.lan' });
  expect(resolve('{ url: "https://a.lan", insecure_skip_verify: true }').backend).toMatchObject({ insecure: true, trust: null });
});

test.each([
  ['192.0.2.10:8006', '192.0.2.10:8006 is not the URL of a backend'],
  ['"https://"', 'https:// is not the URL of a backend'],
  ['ftp://192.0.2.10', 'ftp is not spoken to backends'],
  ['https://me:secret@192.0.2.10', 'the URL of a backend holds a user'],
  ['https://192.0.2.10/ui', 'the URL of a backend ends with its port, but there is /ui'],
  ['https://192.0.2.10:1?x=1', 'the URL of a backend ends with its port, but there is ?x=1'],
  ['https://1.2.3', '1.2.3 is not a host name or address'],
  ['https://192.0.2.10:0', '0 is not a port'],
  ['https://192.0.2.10:99999', '99999 is not a port'],
  ['tcp://192.0.2.10', 'a tcp backend needs a port'],
  ['{ url: "https://a.lan", ca_file: key.pem }', 'key.pem holds no certificate in PEM'],
  ['{ url: "https://a.lan", ca_file: no.pem }', 'no.pem does not exist'],
  ['{ url: "http://a.lan", insecure_skip_verify: true }', 'warning: insecure_skip_verify is for https, not for http'],
  ['{ url: "http://a.lan", server_name: b.lan }', 'warning: server_name is for https, not for http'],
  [
    '{ url: "https://a.lan", insecure_skip_verify: true, ca_file: certs/ca.pem }',
    'warning: certs/ca.pem is not asked: any certificate is accepted',
  ],
])('%s: %s', (text, message) => {
  const { report } = resolve(text);
  expect(told(report)).toEqual([message]);
  expect(JSON.stringify(report.diagnostics())).not.toContain('secret@');
});
