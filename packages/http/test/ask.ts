import { HlError } from '@hl/core';
import { nodeFetch, request } from '@hl/http';
import type { RequestOptions } from '@hl/http';

/** Asks a server in three ways; prints what came of each, and how much memory it took. */
const [url = '', ...deadlines] = process.argv.slice(2);
const [builtIn, node, partial] = deadlines.map((deadlineMs) => ({ deadlineMs: Number(deadlineMs) }));

const mostMiB = (): number => process.resourceUsage().maxRSS / 1024;

async function asked(options: RequestOptions): Promise<string | number> {
  try {
    return (await request(url, options)).status;
  } catch (error) {
    if (error instanceof HlError) return error.code;
    throw error;
  }
}

await asked({ fetch: () => Promise.resolve(new Response('{}')) }); // what it takes to load the parts is not counted
const before = mostMiB();
const results = [
  await asked({ ...builtIn, fetch: globalThis.fetch }),
  await asked({ ...node, fetch: nodeFetch({ rejectUnauthorized: false }) }),
  await asked({ ...partial, fetch: nodeFetch({ rejectUnauthorized: false }), partial: true, maxBytes: 1024 * 1024 }),
];
process.stdout.write(JSON.stringify({ results, grownMiB: mostMiB() - before }), () => process.exit(0));
