import { apply, plan, type Service } from '@hl/core';
import { exampleService } from '@hl/core/testing';
import { authentikEmulator } from '@hl/lab/authentik';
import { on, type Bench } from './bench.js';

const host = 'apps.example.org';
type Over = Parameters<typeof exampleService>[0];
const under = (name: string, path: string, over: NonNullable<Over>['traefik'] = {}): Service =>
  exampleService({ name, traefik: { hosts: [host], rule: `Host(\`${host}\`) && ${path}`, ...over } });

const pre = under('pre', 'PathPrefix(`/pre`)');
const post = under('post', 'PathPrefix(`/post`)', { priority: 7 });
/** Open to everybody, with a rule that also fits the outpost's paths, is longer, and comes before all else. */
const rest: Service = {
  ...under('rest', `!PathPrefix(\`/pre\`) && !PathPrefix(\`/post\`) && !PathPrefix(\`/${'x'.repeat(80)}\`)`, { priority: 900 }),
  authentik: null,
};

async function go({ integration, site }: Bench, before: readonly Service[], after: readonly Service[]): Promise<void> {
  const { changes, conflicts } = await plan(integration, { before, after, site });
  expect(conflicts).toEqual([]);
  for (const { status, error } of await apply(integration, changes)) expect([status, error]).toEqual(['applied', undefined]);
}

test('a login under a path of a host goes to the end, and so does that of its neighbour when it is gone', async () => {
  await using authentik = await authentikEmulator({ authentikHost: 'https://auth.example.org' });
  authentik.addForeign({ slug: 'apps', provider: 'apps', externalHost: `https://${host}`, outposts: ['authentik Embedded Outpost'] });

  /** From the page to the login, to the way back, to the page; what it answers in the end. */
  const signIn = async ({ visit }: Bench, path: string): Promise<number> => {
    const turnedAway = await visit(host, path);
    const login = new URL(String(turnedAway.headers['location']));
    expect([turnedAway.status, login.origin]).toEqual([302, 'https://auth.example.org']);
    const cookie = authentik.login({ name: 'ann', groups: [] });
    const allowed = await fetch(`${authentik.url}${login.pathname}${login.search}`, { headers: { cookie }, redirect: 'manual' });
    const back = new URL(allowed.headers.get('location') ?? '');
    expect([back.host, back.pathname]).toEqual([host, '/outpost.goauthentik.io/callback']);
    const arrived = await visit(host, `${back.pathname}${back.search}`);
    expect(arrived).toMatchObject({ status: 302, headers: { location: `https://${host}${path}` } });
    const [session = ''] = String(arrived.headers['set-cookie']).split(';');
    return (await visit(host, path, session)).status;
  };

  await on(
    async (subject) => {
      await go(subject, [], [pre, post, rest]);
      expect([await signIn(subject, '/pre/x?y=1'), await signIn(subject, '/post')]).toEqual([200, 200]);
      expect(await subject.visit(host, '/elsewhere')).toMatchObject({ status: 200 });
      expect(await subject.visit(host, '/outpost.goauthentik.io/ping')).toMatchObject({ status: 204 });
      await go(subject, [pre], []);
      expect([(await subject.visit(host, '/pre/x')).status, await signIn(subject, '/post')]).toEqual([404, 200]);
      await go(subject, [post], []);
      expect((await subject.visit(host, '/outpost.goauthentik.io/ping')).body).toContain('backend'); // nobody signs in here any more
    },
    { outpost: authentik.url },
  )();
});
