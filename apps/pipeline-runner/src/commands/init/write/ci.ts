import { readFileSync } from 'node:fs';
import type { Site } from '@hl/core';

/** The pipelines that init can write. */
export const pipelines = ['gitlab', 'gitlab-remote', 'github', 'forgejo', 'none'] as const;
export type Pipeline = (typeof pipelines)[number];

const home = 'gitlab.com/hl-gitops/hl';

/** What fits where the repository is kept; a GitLab of one's own cannot include a component of another one. */
export function pipelineFor(origin: string | null): Pipeline {
  if (origin === null) return 'gitlab';
  const [, server = ''] = /(?:@|:\/\/)(?:[^@/]*@)?([^:/]+)/.exec(origin) ?? [];
  if (/(^|\.)github\.com$/i.test(server)) return 'github';
  if (/(^|\.)(codeberg\.org|forgejo|gitea)/i.test(server)) return 'forgejo';
  return /^gitlab\.com$/i.test(server) ? 'gitlab' : 'gitlab-remote';
}

/** Path and text of the pipeline's file; null: none is wanted. */
export function pipelineFile(kind: Pipeline, version: string, site: Site): { readonly path: string; readonly text: string } | null {
  if (kind === 'none') return null;
  if (kind === 'github') return { path: '.github/workflows/homelab.yml', text: workflow(version) };
  if (kind === 'forgejo') return { path: '.forgejo/workflows/homelab.yml', text: workflow(version) };
  return { path: '.gitlab-ci.yml', text: gitlab(kind, version, site) };
}

function gitlab(kind: 'gitlab' | 'gitlab-remote', version: string, site: Site): string {
  const source =
    kind === 'gitlab' ? `component: ${home}/pipeline@${version}` : `remote: https://${home}/-/raw/${version}/templates/pipeline.yml`;
  const parts: readonly (readonly [input: string, there: boolean])[] = [
    ['traefik', site.traefik !== null],
    ['dns', Object.values(site.dns).some(({ instances }) => instances.length > 0)],
    ['authentik', site.authentik !== null],
    ['glance', site.glance !== null],
    ['messages', site.discord !== null || site.notifications !== null],
  ];
  const absent = parts.flatMap(([input, there]) => (there ? [] : [`      ${input}: false`]));
  const more = kind === 'gitlab' ? absent.length > 0 : true;
  const tags = 'tags: [homelab] # of a runner that reaches the hosts';
  // Inputs that are all comments would be none, which GitLab does not take.
  const inputs = more
    ? ['    inputs:', ...(kind === 'gitlab' ? [] : [`      version: ${version}`]), `      # ${tags}`]
    : ['    # inputs:', `    #   ${tags}`];
  return [
    '# A merge request shows the plan, the default branch deploys. What it does when: docs/guides/gitlab.md of hl.',
    '# CI/CD variables: SSH_KEY_FILE and SSH_KNOWN_HOSTS (of type File), and those of .env.example, masked and protected.',
    'include:',
    `  - ${source}`,
    ...inputs,
    ...(absent.length > 0 ? ['      # Not in hl.yml; take the line away when it is.', ...absent] : []),
    '',
  ].join('\n');
}

/** The workflow that this release carries. */
const workflow = (version: string): string =>
  readFileSync(new URL('../../../../templates/actions.yml', import.meta.url), 'utf8').replace(/HL_VERSION: .*/, `HL_VERSION: ${version}`);
