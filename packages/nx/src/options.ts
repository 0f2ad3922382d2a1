/** Options of the plugin in nx.json. */
export interface HlNxOptions {
  /** Path of hl.yml in the workspace. Default `hl.yml`. */
  readonly config?: string;
  /** How hl is called, from the root of the workspace. Default: the one that is installed there, else `hl`. */
  readonly command?: string;
  /** Put before the name of each service, where the workspace has a project of that name already. Default: nothing. */
  readonly prefix?: string;
  /** Put before the name of each target, where `deploy` or `validate` means something else already. Default: nothing. */
  readonly targetPrefix?: string;
  /** Name of the project that stands for the whole homelab. Default `homelab`. */
  readonly homelab?: string;
}

export const withDefaults = (options: HlNxOptions = {}) => ({
  config: 'hl.yml',
  prefix: '',
  targetPrefix: '',
  homelab: 'homelab',
  ...options,
});
