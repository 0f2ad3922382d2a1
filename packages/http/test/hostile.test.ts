import { nodeFetch, request } from '@hl/http';
import { hostileServer, tricks } from '@hl/lab/hostile';

/** A few of the tricks of `hostile.deep.test.ts`, without a look at the memory: with the built-in fetch, with ours, and where a part of the body is enough. */
test.each([
  ['a gzip bomb', ['HL_HTTP_TOO_LARGE', 'HL_HTTP_TOO_LARGE', 200]],
  ['a content-length larger than the body', ['HL_HTTP_UNREACHABLE', 'HL_HTTP_UNREACHABLE', 200]],
  ['two content-lengths', ['HL_HTTP_UNREACHABLE', 'HL_HTTP_UNREACHABLE', 'HL_HTTP_UNREACHABLE']],
  ['a status that is none', [999, 'HL_HTTP_UNREACHABLE', 'HL_HTTP_UNREACHABLE']],
  ['a redirect to itself', [302, 302, 302]],
  ['no HTTP at all', ['HL_HTTP_UNREACHABLE', 'HL_HTTP_UNREACHABLE', 'HL_HTTP_UNREACHABLE']],
])('%s', async (title, expected) => {
  const trick = tricks.find((one) => one.title === title);
  if (trick === undefined) throw new Error('no such trick');
  await using server = await hostileServer(trick);
  const ours = nodeFetch({ rejectUnauthorized: false });
  const ways = [{ fetch: globalThis.fetch }, { fetch: ours }, { fetch: ours, partial: true, maxBytes: 1024 * 1024 }];
  const results = await Promise.all(
    ways.map((options) =>
      request(server.url, options).then(
        ({ status }) => status,
        (error: { code: string }) => error.code,
      ),
    ),
  );
  expect(results).toEqual(expected);
});
