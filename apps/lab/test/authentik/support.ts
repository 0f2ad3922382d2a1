import { authentikEmulator } from '@hl/lab/authentik';
import type { AuthentikEmulator, AuthentikEmulatorOptions } from '@hl/lab/authentik';

export interface Reply {
  readonly status: number;
  readonly type: string;
  readonly headers: Headers;
  readonly body: Record<string, any>; // eslint-disable-line @typescript-eslint/no-explicit-any
}

/** Of this test; closed when it ends. */
export let lab: AuthentikEmulator;
export const start = async (options: AuthentikEmulatorOptions = {}): Promise<void> => {
  lab = await authentikEmulator(options);
};
afterEach(() => lab.close());

export async function call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Reply> {
  const init = {
    method,
    headers: { authorization: 'Bearer lab-token', 'content-type': 'application/json', ...headers },
    redirect: 'manual' as const,
  };
  const answer = await fetch(
    `${lab.url}/api/v3/${path}`,
    body === undefined ? init : { ...init, body: typeof body === 'string' ? body : JSON.stringify(body) },
  );
  const text = await answer.text();
  const type = answer.headers.get('content-type')?.split(';')[0] ?? '';
  return { status: answer.status, type, headers: answer.headers, body: type === 'application/json' ? JSON.parse(text) : {} };
}

const flows = async (): Promise<{ authorization_flow: string; invalidation_flow: string }> => {
  const pk = async (slug: string): Promise<string> => (await call('GET', `flows/instances/${slug}/`)).body['pk'];
  return {
    authorization_flow: await pk('default-provider-authorization-implicit-consent'),
    invalidation_flow: await pk('default-provider-invalidation-flow'),
  };
};
export const proxy = async (over: object = {}): Promise<object> => ({
  name: 'metube',
  mode: 'forward_single',
  external_host: 'https://metube.example.org',
  ...(await flows()),
  ...over,
});

export const ask = async (host: string, { uri = '/', cookie = '' } = {}): Promise<Response> =>
  fetch(`${lab.outpostUrl}/outpost.goauthentik.io/auth/traefik`, {
    headers: { 'x-forwarded-proto': 'https', 'x-forwarded-host': host, 'x-forwarded-uri': uri, cookie },
    redirect: 'manual',
  });
