import { npm } from './programs.mjs';

/**
 * Publishes what the registry does not have yet, in one go; a job that failed half-way goes on where it was.
 *
 * @param {string} root a workspace that has them, staged (tools/pack)
 * @param {{ name: string, version: string }[]} packages each after what it needs
 * @param {{ registry: string, args?: string[], env?: NodeJS.ProcessEnv }} options
 * @returns {Promise<Record<string, string>>} by name, what the registry says of the bytes it has: packing twice gives the same ones
 */
export async function publish(root, packages, { registry, args = [], env = {} }) {
  const held = async () => Object.fromEntries(await Promise.all(packages.map(async (one) => [one.name, await integrityAt(registry, one)])));
  const before = await held();
  const workspaces = packages.filter(({ name }) => before[name] === null).flatMap(({ name }) => ['--workspace', name]);
  if (workspaces.length > 0) await npm(root, ['publish', `--registry=${registry}`, ...args, ...workspaces], env);
  return held();
}

/** What the registry says of a version; null when it does not have it. */
async function integrityAt(registry, { name, version }) {
  const url = new URL(name.replace('/', '%2f'), registry);
  const response = await fetch(url, { headers: { 'cache-control': 'no-cache' } });
  if (response.status === 404) return null;
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  const { versions } = /** @type {any} */ (await response.json());
  return versions[version]?.dist.integrity ?? null;
}
