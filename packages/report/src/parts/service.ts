import type { ServiceFacts } from '../data.js';
import { html, link, type Html } from '../html/html.js';
import { states } from '../text/state.js';
import { timeOf } from '../text/time.js';
import { checksText } from './checks.js';
import { icon } from './icon.js';
import { noteText } from './note.js';
import { pastText } from './past.js';
import type { Room } from './room.js';

/** Where a link to a service leads. */
export const idOf = (name: string): string => `s-${name}`;

/** One line of the fleet, and all that is known of the service below it. */
export function serviceText(service: ServiceFacts, room: Room, isOpen: boolean): Html {
  const { name, title, category, host, state, says, url, image, deployed } = service;
  const line = html`<span class="n">${icon(state)}<b>${title}</b>${isOther(title, name) && html` <small>${name}</small>`}</span
    ><span class="y"><b>${states[state]}</b>${says !== '' && html` ${says}`}</span
    ><span class="w"><span>${host || 'no host'}</span> ${category}</span><span class="g">${image !== null && shortImage(image)}</span
    ><span class="at">${deployed !== null && timeOf(deployed)}</span>`;
  return html`<li class="s" id="${idOf(name)}" data-h="${host}" data-c="${category}" data-s="${state}" data-d="${deployed}"><details${isOpen && html` open`}><summary>${line}</summary><div class="in">${detailText(service, room)}</div></details>${url !== null && html`<span class="o">${link(url, 'Open')}</span>`}</li>
`;
}

function detailText(service: ServiceFacts, room: Room): Html {
  const { path, image, version, seen, pages, problems, checks } = service;
  const facts: [string, Html | string | null][] = [
    ['File', path],
    ['Image', image],
    ['Version', version],
    ['Seen', seen === null ? null : timeOf(seen)],
    ...pages.map(({ name, url }): [string, Html | string] => [`Page ${name}`, url === null ? 'no address' : link(url, url)]),
  ];
  return html`${problems.map((problem) => html`<p>${noteText(problem)}</p>`)}
    <dl class="fx">
      ${facts
        .filter(([, value]) => value !== null && value !== '')
        .map(
          ([key, value]) =>
            html`<div>
              <dt>${key}</dt>
              <dd>${value}</dd>
            </div>`,
        )}
    </dl>
    ${checksText(checks, room)}${pastText(service, room)}`;
}

/** Without its registry; of a digest what tells it from others. */
const shortImage = (image: string): string => (image.split('/').at(-1) ?? image).replace(/(@sha256:[0-9a-f]{8})[0-9a-f]+$/, '$1');

/** Whether a title does not tell the name. */
const isOther = (title: string, name: string): boolean => title.toLowerCase().replace(/[^a-z0-9]+/g, '-') !== name;
