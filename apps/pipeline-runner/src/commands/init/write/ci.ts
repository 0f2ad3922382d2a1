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
    ['messages', site.discord !== null],
  ];
  const absent = parts.flatMap(([input, there]) => (there ? [] : [`      ${input}: false`]));
  return [
    '# A merge request shows the plan, the default branch deploys. What it does when: docs/guides/gitlab.md of hl.',
    '# CI/CD variables: SSH_KEY_FILE and SSH_KNOWN_HOSTS (of type File), and those of .env.example, masked and protected.',
    'include:',
    `  - ${source}`,
    '    inputs:',
    ...(kind === 'gitlab' ? [] : [`      version: ${version}`]),
    '      # tags: [homelab] # of a runner that reaches the hosts',
    ...(absent.length > 0 ? ['      # Not in hl.yml; take the line away when it is.', ...absent] : []),
    '',
  ].join('\n');
}

const workflow = (
  version: string,
): string => `# A pull request shows the plan, a push to main deploys. It runs where the hosts are reached: on a runner of your own.
# Secrets: SSH_KEY, SSH_KNOWN_HOSTS (their text), and those of .env.example.
name: homelab
on:
  push: { branches: [main] }
  pull_request:
concurrency: { group: homelab, cancel-in-progress: false }
jobs:
  hl:
    runs-on: self-hosted
    steps:
      - uses: actions/checkout@v4
        with: { fetch-depth: 0 }
      - uses: actions/setup-node@v4
        with: { node-version: 22 }
      - name: hl
        env:
          SSH_KEY: \${{ secrets.SSH_KEY }}
          SSH_KNOWN_HOSTS_TEXT: \${{ secrets.SSH_KNOWN_HOSTS }}
          PIHOLE_API_PASSWORD: \${{ secrets.PIHOLE_API_PASSWORD }}
          ADGUARD_PASSWORD: \${{ secrets.ADGUARD_PASSWORD }}
          AUTHENTIK_TOKEN: \${{ secrets.AUTHENTIK_TOKEN }}
          DISCORD_WEBHOOK_URL: \${{ secrets.DISCORD_WEBHOOK_URL }}
        run: |
          umask 077
          printf '%s\\n' "$SSH_KEY" > "$RUNNER_TEMP/key"
          printf '%s\\n' "$SSH_KNOWN_HOSTS_TEXT" > "$RUNNER_TEMP/known_hosts"
          export SSH_KEY_FILE="$RUNNER_TEMP/key" SSH_KNOWN_HOSTS="$RUNNER_TEMP/known_hosts"
          trap 'rm -f "$RUNNER_TEMP/key"' EXIT
          if [ "$GITHUB_EVENT_NAME" = pull_request ]; then npx --yes @hl/pipeline-runner@${version} plan; else npx --yes @hl/pipeline-runner@${version} run; fi
`;
