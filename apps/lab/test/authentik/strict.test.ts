import { call, lab, start } from './support.js';

test('strict mode notes what a careful client never does', async () => {
  await start({ strict: true, outposts: [{ name: 'proxy' }] });
  lab.addForeign({ slug: 'wiki', provider: 'wiki', externalHost: 'https://wiki.example.org', outposts: ['proxy'], groups: ['family'] });
  lab.closed.add('wiki');
  const [{ pk }] = (await call('GET', 'outposts/instances/')).body['results'];
  await call('GET', 'core/applications/?slug=wiki');
  await call('PATCH', `outposts/instances/${pk}/`, { providers: [1, 2] });
  await call('PATCH', `outposts/instances/${pk}/`, {});
  await call('PATCH', 'core/applications/wiki/', { name: 'wiki' });
  const [binding] = (await call('GET', 'policies/bindings/')).body['results'];
  await call('DELETE', `policies/bindings/${binding.pk}/`);
  await call('DELETE', 'core/applications/wiki/');
  await call('PATCH', `outposts/instances/${pk}/`, { providers: [2] });
  expect(lab.violations).toEqual([
    'applications were looked up by a list that is cached',
    'PATCH of outpost proxy: nothing differed',
    'PATCH {} of outpost proxy: there was nothing to push',
    'PATCH of application wiki: nothing differed',
    'the application wiki was open to everybody',
    'the application wiki was deleted while proxy served it',
    'the list of proxy lost the provider 1',
  ]);
});
