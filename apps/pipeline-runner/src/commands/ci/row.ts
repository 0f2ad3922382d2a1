import { many, texts } from '../arguments.js';
import type { CommandRow } from '../command.js';
import type { CiAction } from './ci.js';

export const row: CommandRow = {
  usage: 'ci <action>',
  actions: ['pipeline', 'note', 'environments', 'fan-out'] satisfies CiAction[],
  description:
    'pipeline: print the pipeline for GitLab as one file; in its jobs, note: tell the merge request the plan, environments: tell GitLab what stands where, fan-out: write a pipeline by host',
  options: [['--input <name=value>', 'Of pipeline, as often as needed: an input of the component, e.g. dns=false']],
  example: 'hl ci pipeline --input source=file > .gitlab-ci.yml',
  notify: async (context, folder, [action], options) => {
    const args = { inputs: many(options['input']), ...texts(options, 'config') };
    return (await import('./ci.js')).ci(context, folder, action as CiAction, args);
  },
};
