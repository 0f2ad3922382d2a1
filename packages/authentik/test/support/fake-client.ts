import type { Client } from '../../src/client/client.js';

export interface FakeClient extends Client {
  /** `GET core/groups/`, `PATCH x/ {"a":1}`: all that was asked, oldest first. */
  readonly asked: string[];
}

/** A client whose objects and lists are at these paths; what is not there is null, or no list. */
export function fakeClient(objects: Readonly<Record<string, unknown>> = {}, over: Partial<Client> = {}): FakeClient {
  const asked: string[] = [];
  const note = <T>(line: string, value: unknown): Promise<T> => {
    asked.push(line);
    return value instanceof Error ? Promise.reject(value) : Promise.resolve(value as T);
  };
  const query = (given: object = {}): string => Object.entries(given).map(([name, value]) => `${name}=${String(value)}`).join('&'); // prettier-ignore
  const list: Client['list'] = (path, given) => note(`LIST ${path}?${query(given)}`, objects[path] ?? []);
  return {
    asked,
    where: 'https://auth.example.org',
    get: (path) => note(`GET ${path}`, objects[path] ?? null),
    list,
    listIfAllowed: list,
    actions: (path) => note(`OPTIONS ${path}`, objects[`OPTIONS ${path}`] ?? null),
    send: (method, path, body) => note(`${method} ${path} ${JSON.stringify(body)}`, objects[`${method} ${path}`] ?? body),
    remove: (path) => note(`DELETE ${path}`, undefined),
    backoff: async () => undefined,
    pause: async () => undefined,
    ...over,
  };
}
