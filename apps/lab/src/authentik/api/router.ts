import type { Answer, Request } from '../../http.js';
import { detail, html, invalid, json } from './answers.js';
import type { Errors } from './answers.js';
import type { State, Token } from '../state.js';

export interface Call {
  readonly request: Request;
  /** Parts of the path in the order of the route's groups. */
  readonly params: readonly string[];
  /** Of POST, PUT and PATCH. */
  readonly body: Errors;
  /** Key of the token that asks. */
  readonly token: string;
  /** On everything, or on the one object of that name. */
  may(permission: string, name?: string): boolean;
}

export interface Route {
  /** Below `/api/v3/`, e.g. `core/applications/([^/]+)/`. */
  readonly path: string;
  /** App and model of the permissions, e.g. `authentik_core.application`; null: any valid token. */
  readonly model: string | null;
  /** Every valid token may read it: what it is shown is another matter. */
  readonly freeRead?: boolean;
  readonly methods: Readonly<Record<string, Handler>>;
}

type Handler = (call: Call) => Answer;

/** Handlers for one object: what `find` does not find is answered by `missing`. */
export const forOne =
  <T>(find: (call: Call) => T | undefined, missing: Handler) =>
  (handle: (found: T, call: Call) => Answer): Handler =>
  (call) => {
    const found = find(call);
    return found === undefined ? missing(call) : handle(found, call);
  };

const actions: Readonly<Record<string, string>> = { GET: 'view', POST: 'add', PUT: 'change', PATCH: 'change', DELETE: 'delete' };

/** Answers as Django and its REST framework do, before and around what the endpoints say. */
export function route(state: State, routes: readonly Route[], request: Request): Answer {
  const path = request.path.slice('/api/v3/'.length);
  if (!path.endsWith('/')) return request.method === 'GET' ? html(404) : html(405, { allow: 'GET, HEAD, OPTIONS' });
  const found = routes.flatMap((one) => {
    const match = new RegExp(`^${one.path}$`).exec(path);
    return match ? [{ ...one, params: match.slice(1).map(decodeURIComponent) }] : [];
  })[0];
  if (!found) return html(404);

  const [key, refusal] = authenticate(state, request.headers.authorization);
  if (refusal) return refusal;
  const may = (permission: string, name?: string): boolean => allowed(state.tokens.get(key), permission, name);
  if (request.method === 'OPTIONS') return options(found, state.tokens.get(key));
  const handler = found.methods[request.method];
  if (!handler) return detail(405, `Method "${request.method}" not allowed.`);
  const free = found.freeRead === true && request.method === 'GET';
  if (found.model && !free && !mayAny(state.tokens.get(key), permissionFor(found.model, request.method)))
    return detail(403, 'You do not have permission to perform this action.');

  const writes = ['POST', 'PUT', 'PATCH'].includes(request.method);
  const body = writes ? parse(request) : {};
  if ('status' in body && 'refused' in body) return body['refused'] as Answer;
  return handler({ request, params: found.params, body, token: key, may });
}

/** What the REST framework tells of an endpoint; `actions` names those of POST and PUT that this token may do. */
function options({ model, methods, path, params }: Route & { params: readonly string[] }, token: Token | undefined): Answer {
  const may = (method: string): boolean =>
    model === null || (path.endsWith('([^/]+)/') && params.length > 0 ? mayAny : allowed)(token, permissionFor(model, method));
  // an endpoint that takes PATCH takes PUT as well, whether or not that is emulated
  const known = ['POST', 'PUT'].filter((method) => method in methods || (method === 'PUT' && 'PATCH' in methods));
  const actions = Object.fromEntries(known.filter(may).map((method) => [method, {}]));
  return json(200, {
    name: 'List',
    description: '',
    renders: ['application/json'],
    parses: ['application/json'],
    ...(Object.keys(actions).length > 0 ? { actions } : {}),
  });
}

function permissionFor(model: string, method: string): string {
  const [app = '', name = ''] = model.split('.');
  return `${app}.${actions[method]}_${name}`;
}

const allowed = (token: Token | undefined, permission: string, name?: string): boolean =>
  token !== undefined &&
  (token.permissions === 'all' ||
    token.permissions.has(permission) ||
    (name !== undefined && token.permissions.has(`${permission}@${name}`)));

/** Without the permission on a single object, even a list and what is not there are refused. */
const mayAny = (token: Token | undefined, permission: string): boolean =>
  allowed(token, permission) ||
  (token !== undefined && token.permissions !== 'all' && [...token.permissions].some((one) => one.startsWith(`${permission}@`)));

function authenticate(state: State, header: string | undefined): [key: string, refusal: Answer | null] {
  const [, key = ''] = /^bearer (.+)$/i.exec(header ?? '') ?? [];
  if (key === '') return [key, detail(403, 'Authentication credentials were not provided.')];
  return [key, state.tokens.get(key)?.active ? null : detail(403, 'Token invalid/expired')];
}

function parse({ headers, body }: Request): Errors {
  const refuse = (refused: Answer): Errors => ({ status: 'refused', refused });
  const type = headers['content-type'] ?? '';
  if (body !== '' && !type.startsWith('application/json')) return refuse(detail(415, `Unsupported media type "${type}" in request.`));
  try {
    const value = (body === '' ? {} : JSON.parse(body)) as unknown;
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Errors;
    return refuse(
      invalid({
        non_field_errors: [
          `Invalid data. Expected a dictionary, but got ${Array.isArray(value) ? 'list' : typeof value === 'string' ? 'str' : 'int'}.`,
        ],
      }),
    );
  } catch (error) {
    return refuse(detail(400, `JSON parse error - ${(error as Error).message}`));
  }
}
