import { HlError, plan, type Service } from '@hl/core';
import { fail, failed, pass, warn, type Finding } from '../../systems/finding.js';
import type { Endpoint, Examining } from '../../systems/system.js';
import type { Instance } from '../../systems/systems.js';

/**
 * Whether a system lets us in, and would take a service: one that nobody wants is planned there, which only reads. Then what
 * the system can tell of itself.
 */
export async function examineSystem(
  { integration, system }: Pick<Instance, 'integration' | 'system'>,
  endpoint: Pick<Endpoint, 'examine'>,
  sample: Service,
  about: Examining,
  report: (finding: Finding) => void,
): Promise<void> {
  const [access, rights] = [system === 'compose' ? 'docker' : 'access', 'new service'];
  const { refusals } = await plan(integration, { before: [], after: [sample], site: about.site }).catch((thrown: unknown) => {
    report(failed(access, thrown));
    return { refusals: null };
  });
  if (refusals === null) return;
  report(pass(access, 'answers, and lets us in'));
  // Who holds the sample's own name or port is in the way of nobody else.
  const refused = refusals.filter(({ error }) => error.kind !== 'conflict');
  for (const { error } of refused) report(failed(rights, new HlError(error.code, error.message, error)));
  if (refused.length === 0) report(pass(rights, 'would be taken'));
  for (const { message, sure } of (await integration.faults?.()) ?? [])
    report(sure ? fail('health', 'refused', message) : warn('health', message));
  for (const finding of (await endpoint.examine?.(about, integration)) ?? []) report(finding);
}
