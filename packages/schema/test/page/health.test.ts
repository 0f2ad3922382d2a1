import { deploymentSection } from '../../src/deployment/deployment.js';
import { healthSection } from '../../src/page/health.js';
import { contextOf, minimal, told } from '../context.js';

function resolve(text: string) {
  const context = contextOf(minimal(text));
  const { deployment: deployed } = deploymentSection(context);
  return { health: healthSection({ ...context, deployed }), report: context.report };
}

describe('the health check', () => {
  test('has everything that can be said', () => {
    const text =
      'healthcheck: { scheme: https, endpoint: "/h?x=1", port: 8082, host: a.example.org, headers: { X: y }, expected_status: [200, 204], body_contains: ok, follow_redirects: true, interval: 5, timeout: 3, start_period: 60, retries: 9 }';
    expect(resolve(text).health).toEqual({
      scheme: 'https',
      endpoint: '/h?x=1',
      port: 8082,
      hostHeader: 'a.example.org',
      headers: { X: 'y' },
      expectedStatus: [200, 204],
      bodyContains: 'ok',
      followRedirects: true,
      interval: 5,
      timeout: 3,
      startPeriod: 60,
      retries: 9,
    });
  });

  test('disabled is none', () => expect(resolve('healthcheck: { enabled: false }\nhealthcheck_path: /x').health).toBeNull());

  test('a port that nothing is published on', () => {
    expect(resolve('container_port: 8081\nhealthcheck: { port: 8081 }').report.diagnostics()).toEqual([
      expect.objectContaining({
        severity: 'warning',
        message: 'nothing is published on port 8081 of the host',
        hint: 'It is the port inside the container; on the host that is 8082.',
      }),
    ]);
  });

  test.each([
    ['healthcheck: { port: 9 }', ['warning: nothing is published on port 9 of the host']],
    ['healthcheck: { port: 53 }\nports: ["53:5353"]', []],
    ['healthcheck: { port: 9 }\nnetwork_mode: host', []],
  ])('%j', (text, messages) => expect(told(resolve(text).report)).toEqual(messages));

  test('without a word of it there is none', () => expect(resolve('').health).toBeNull());
});
