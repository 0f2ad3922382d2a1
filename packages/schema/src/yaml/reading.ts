/**
 * How a file is to be read, beside YAML's own rules, as a tree of keys; `*` stands for any key or item.
 *
 * - `text`: a scalar keeps the text it is written with, so `1.10` does not become 1.1
 * - `empty`: no value is the empty text
 * - `free`: the content is somebody else's format, so an empty value is kept; elsewhere it counts as absent
 */
export interface Reading {
  readonly text?: true;
  readonly empty?: true;
  readonly free?: true;
  readonly keys?: { readonly [key: string]: Reading };
}

const words: Reading = { keys: { '*': { text: true } } };
const texts: Reading = { keys: { '*': { text: true, empty: true } } };
const textsOfContainer: Reading = { keys: { environment: words, labels: words, command: words, entrypoint: words } };

const healthcheck: Reading = { keys: { headers: texts, test: words } };
const traefik: Reading = {
  keys: { headers: { keys: { custom_request_headers: texts, custom_response_headers: texts, ssl_proxy_headers: texts } } },
};

export const serviceReading: Reading = {
  keys: {
    service: { keys: { version: { text: true } } },
    deployment: {
      keys: {
        environment: texts,
        labels: texts,
        user: { text: true },
        networks: { free: true },
        sysctls: { free: true },
        volumes: { keys: { '*': { free: true } } },
        ports: { keys: { '*': { free: true } } },
        devices: { free: true },
        command: words,
        entrypoint: words,
        extra_files: { keys: { '*': { keys: { mode: { text: true } } } } },
        healthcheck,
        services: { keys: { '*': { free: true, ...textsOfContainer } } },
        compose: { free: true, keys: { ...textsOfContainer.keys, services: { keys: { '*': textsOfContainer } } } },
      },
    },
    healthcheck,
    traefik,
    pages: { keys: { '*': { keys: { healthcheck, traefik } } } },
    metadata: { free: true, keys: { tags: words } },
  },
};

export const siteReading: Reading = {};

export const descend = (reading: Reading | undefined, key: string): Reading | undefined => {
  if (reading === undefined) return undefined;
  const next = reading.keys?.[key] ?? reading.keys?.['*'];
  if (!reading.free || next?.free) return next;
  return next === undefined ? foreign : { ...next, free: true };
};

const foreign: Reading = { free: true };
