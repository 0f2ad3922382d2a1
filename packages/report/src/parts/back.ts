import type { WayBack } from '../data.js';
import { html, link, type Html } from '../html/html.js';

/** What to type, and what to press where there is a pipeline. */
export const backText = ({ command, job }: WayBack): Html =>
  html`<code>${command}</code>${job && html` <span class="or">or in GitLab</span> ${jobName(job)}${variablesText(job)}`}`;

/** Where the job has been named already. */
export const briefBackText = ({ command, job }: WayBack): Html =>
  html`<code>${command}</code>${job && html` <span class="or">or that job${variablesText(job)}</span>`}`;

type Job = NonNullable<WayBack['job']>;

const jobName = ({ name, url }: Job): Html | string => (url === undefined ? `${name} job` : link(url, `${name} job`));

const variablesText = ({ variables }: Job): Html | false => {
  const given = Object.entries(variables);
  return given.length > 0 && html` with${given.map(([key, value]) => html` <code>${key}=${value}</code>`)}`;
};
