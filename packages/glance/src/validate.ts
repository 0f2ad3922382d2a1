import { HlError } from '@hl/core';
import type { Remote } from '@hl/core';
import { containerOf, insideContainer, mountsOf } from './target.js';

/** Signs that nothing was validated: no such command, no such container. */
const notReached = /Error response from daemon|No such container|is not running|command not found|Cannot connect to the Docker daemon/i;

/**
 * Lets Glance itself judge a file: `argv` with `{file}` replaced. Behind `docker exec` the path is the container's.
 *
 * @returns a note when Glance could not be asked
 * @throws HlError HL_GLANCE_INVALID with Glance's own words
 */
export async function validate(remote: Remote, argv: readonly string[], file: string): Promise<string | null> {
  const path = argv[1] === 'exec' && containerOf(argv) !== null ? insideContainer(file, await mountsOf(remote, argv)) : file;
  const { code, stdout, stderr } = await remote.run(
    argv.map((word) => word.replaceAll('{file}', path)),
    { accept: 'any' },
  );
  if (code === 0) return null;
  const said = `${stderr}\n${stdout}`.trim().split('\n').slice(-2).join(' / ');
  if ([125, 126, 127].includes(code) || notReached.test(said)) return `glance.yml was not validated: ${said || `exit code ${code}`}`;
  throw new HlError(
    'HL_GLANCE_INVALID',
    `Glance does not accept the new ${file.replace(/\.hl-new$/, '')}: ${said || `exit code ${code}`}`,
    {
      kind: 'refused',
      hint: 'The file is as it was. If it was invalid before, mend it first: glance --config FILE config:validate',
    },
  );
}
