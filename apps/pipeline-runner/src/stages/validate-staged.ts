import { HlError } from '@hl/core';
import { floatingImages, loadSite, type Diagnostic } from '@hl/schema';
import type { Context } from '../context.js';
import { openRepository } from '../repository/repository.js';
import { openIndex } from '../repository/staged.js';
import { sshLookup } from '../systems/fleet.js';
import { told, type Validated } from './validate.js';

/**
 * What the next commit would hold, before it is one: every service file of git's index, all of them against each other. Told is what is in a staged
 * file, and what is elsewhere because of one; with hl.yml staged, everything.
 *
 * @throws HlError HL_STAGED
 */
export function validateStaged(context: Context): Validated {
  const { cwd, configPath, environment, print } = context;
  const index = openIndex(cwd, [context.site.services, configPath]);
  const text = index.readFile(configPath);
  if (text === null)
    throw new HlError('HL_STAGED', `${configPath} is not in the index of git`, { kind: 'input', hint: `git add ${configPath}` });
  const { site, diagnostics: ofSite } = loadSite(new TextDecoder().decode(text), configPath, { ssh: sshLookup(environment) });
  if (site === null) return told(context, { services: [], diagnostics: ofSite });
  const { services, diagnostics } = openRepository(cwd, site, index).load();
  const found = [...diagnostics, ...floatingImages(services)];
  const shown = index.staged.has(configPath) ? found : found.filter((one) => isAbout(one, index.staged));
  const staged = services.filter(({ path }) => index.staged.has(path));
  if (staged.length === 0 && shown.length === 0) {
    print.step('nothing that is staged is a service file');
    return { services: 0, diagnostics: [], checks: [], code: 0 };
  }
  return told(context, { services: staged, diagnostics: shown });
}

/** In a staged file, or naming one. */
const isAbout = ({ file, message, hint = '' }: Diagnostic, staged: ReadonlySet<string>): boolean =>
  staged.has(file) || [...staged].some((path) => `${message} ${hint}`.includes(path));
