import { type GlanceSite, HlError, type Remote } from '@hl/core';
import { containerOf, insideContainer, isMounted, isMountedAlone, type Mount, mountsOf } from './mounts.js';

/** Signs that nothing was validated: no such command, no such container. */
const notReached =
  /Error response from daemon|No such container|no container with|is not running|command not found|(?:connect|trying to connect) to the Docker daemon|a password is required/i;
/** How Glance itself says it. */
const verdict = /Config file is invalid|Could not parse config file/;

/**
 * Lets Glance itself judge `file`: as the site says, else in the container that is restarted, when its mounts show the
 * file there. Behind `docker exec` the path is the container's.
 *
 * @returns a note when the site says how to ask and Glance could not be asked
 * @throws HlError HL_GLANCE_INVALID with Glance's own words
 */
export async function validate(remote: Remote, site: GlanceSite, file: string, mounts: readonly Mount[]): Promise<string | null> {
  const argv = site.validate ?? defaultFor(site.restart, file, mounts);
  if (argv === null) return null;
  const inside = argv[1] === 'exec' && containerOf(argv) !== null;
  const known = inside && containerOf(argv) === containerOf(site.restart);
  const path = inside ? insideContainer(file, known ? mounts : await mountsOf(remote, argv)) : file;
  const { code, stdout, stderr } = await remote.run(
    argv.map((word) => word.replaceAll('{file}', path)),
    { accept: 'any' },
  );
  if (code === 0) return null;
  const output = `${stderr}\n${stdout}`.trim().split('\n').slice(-2).join(' / ') || `exit code ${code}`;
  if (site.validate === null && !verdict.test(output)) return null; // an image without this command
  if ([125, 126, 127].includes(code) || notReached.test(output)) return `glance.yml was not validated: ${output}`;
  throw new HlError('HL_GLANCE_INVALID', `Glance does not accept ${file.replace(/\.hl-new$/, '')}: ${output}`, {
    kind: 'refused',
    hint: 'Nothing of ours is in the file. If it was invalid before, mend it first: glance --config FILE config:validate',
  });
}

function defaultFor(restart: readonly string[], file: string, mounts: readonly Mount[]): readonly string[] | null {
  const container = containerOf(restart);
  if (container === null || !(isMounted(file, mounts) || isMountedAlone(file, mounts))) return null;
  return [restart[0] as string, 'exec', container, '/app/glance', '--config', '{file}', 'config:validate'];
}
