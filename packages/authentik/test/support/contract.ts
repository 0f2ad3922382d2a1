import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import type { ValidateFunction } from 'ajv';

/** What Authentik's own OpenAPI documents say of all that is asked, sent and read here. */
interface Contract {
  readonly operations: Readonly<Record<string, Operation>>;
  /** `Schema.field`: release that it came with. */
  readonly since: Readonly<Record<string, string>>;
  readonly schemas: Readonly<Record<string, { readonly properties?: Readonly<Record<string, unknown>> }>>;
}

interface Operation {
  readonly query?: readonly string[];
  readonly body?: string;
  readonly status: number;
  /** Name of a schema, or a schema. */
  readonly answer?: string | object;
  readonly until?: string;
}

/** One request with its answer, as they went over the wire. */
export interface Exchange {
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
  readonly sent: string;
  readonly status: number;
  readonly received: string;
}

const { operations, since, schemas } = JSON.parse(readFileSync(new URL('../fixtures/openapi.json', import.meta.url), 'utf8')) as Contract;

const parts: Readonly<Record<string, string>> = { id: '\\d+', slug: '[-a-zA-Z0-9_]+', uuid: '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}' };

const providerSchemas: Readonly<Record<string, string>> = {
  'authentik_providers_proxy.proxyprovider': 'ProxyProviderRequest',
  'authentik_providers_oauth2.oauth2provider': 'OAuth2ProviderRequest',
};

/** Year and month as one number, to compare releases. */
const release = (version: string): number => version.split('.').reduce((sum, part) => sum * 100 + Number(part), 0);

/** The schemas as a server of `version` has them; of requests, nothing else may be in them: the server would ignore it silently. */
function schemasOf(version: string): object {
  const later = (schema: string, field: string): boolean => {
    const came = since[`${schema.replace(/^Patched/, '')}.${field}`];
    return came !== undefined && release(came) > release(version);
  };
  const adapted = Object.entries(schemas).map(([name, schema]) => {
    if (!name.endsWith('Request')) return [name, schema];
    const properties = Object.fromEntries(Object.entries(schema.properties ?? {}).filter(([field]) => !later(name, field)));
    if (name.includes('OAuth2') && release(version) < release('2024.12')) properties['redirect_uris'] = { type: 'string' };
    const required = ((schema as { required?: string[] }).required ?? []).filter((field) => field in properties);
    return [name, { ...schema, properties, required, additionalProperties: false }];
  });
  return Object.fromEntries(adapted) as object;
}

/** Checks exchanges with a server of `version`; returns what is wrong with one, and the operation that it is of. */
export function contractOf(version: string): (exchange: Exchange) => { readonly operation: string; readonly problems: readonly string[] } {
  const uuid = new RegExp(`^${parts['uuid'] ?? ''}$`);
  const ajv = new Ajv({
    strict: false,
    allErrors: true,
    formats: { uuid, uri: (text: string) => text === '' || URL.canParse(text), 'date-time': true, email: true },
  });
  ajv.addSchema({ $id: 'api', schemas: schemasOf(version) });
  const compiled = new Map<string, ValidateFunction>();
  const check = (schema: string | object, value: unknown): string[] => {
    const key = JSON.stringify(typeof schema === 'string' ? { $ref: `#/schemas/${schema}` } : schema);
    const validate = compiled.get(key) ?? ajv.compile(JSON.parse(key.replaceAll('"#/schemas/', '"api#/schemas/')) as object);
    compiled.set(key, validate);
    return validate(value) ? [] : (validate.errors ?? []).map(({ instancePath, message }) => `${key}${instancePath} ${message}`);
  };
  const patterns = Object.keys(operations).map((operation) => {
    const [method = '', path = ''] = operation.split(' ');
    return { operation, method, pattern: new RegExp(`^/api/v3/${path.replace(/\{(\w+)\}/g, (_, part: string) => parts[part] ?? '')}$`) };
  });

  return ({ method, url, headers, sent, status, received }) => {
    const { pathname, searchParams } = new URL(url);
    const found = patterns.find((one) => one.method === method && one.pattern.test(pathname));
    if (!found) return { operation: `${method} ${pathname}`, problems: ['is not in the API'] };
    const { query = [], body, answer, until, status: success } = operations[found.operation] as Operation;
    const problems = [...searchParams.keys()].filter((name) => !query.includes(name)).map((name) => `the filter ${name} would be ignored`);
    if (until !== undefined && release(until) <= release(version)) problems.push(`is gone since ${until}`);
    if (!/^Bearer \S+$/.test(headers.get('authorization') ?? '')) problems.push('has no bearer token');
    if (headers.get('accept') !== 'application/json' || headers.get('accept-language') !== 'en')
      problems.push('may be answered in another language');
    if ((sent !== '') !== (body !== undefined)) problems.push(sent === '' ? 'has no body' : 'has a body');
    if (body !== undefined && sent !== '') {
      const json = JSON.parse(sent) as { provider_model?: string; provider?: unknown };
      if (!headers.get('content-type')?.startsWith('application/json')) problems.push('is not sent as JSON');
      problems.push(...check(body, json));
      if (json.provider_model !== undefined) problems.push(...check(providerSchemas[json.provider_model] ?? '', json.provider));
    }
    if (status >= 200 && status < 300) {
      if (status !== success) problems.push(`was answered with ${status}`);
      // what older servers answer is not in the document; what we read of it is in their laws
      if (answer !== undefined && version === '2026.8') problems.push(...check(answer, JSON.parse(received)));
    }
    return { operation: found.operation, problems };
  };
}

/** A `fetch` that notes what was asked and answered. */
export function recordingFetch(exchanges: Exchange[], fetch: typeof globalThis.fetch): typeof globalThis.fetch {
  return async (input, init) => {
    const request = new Request(input as Request, init);
    const { method, url, headers } = request;
    const sent = await request.clone().text();
    const response = await fetch(request);
    exchanges.push({ method, url, headers, sent, status: response.status, received: await response.clone().text() });
    return response;
  };
}
