import type { ServiceFacts } from '../data.js';
import { html, type Html } from '../html/html.js';
import { count } from '../text/count.js';
import { grouped } from '../text/grouped.js';
import { order, states, wantsSomebody } from '../text/state.js';
import { icon } from '../parts/icon.js';
import type { Room } from '../parts/room.js';
import { serviceText } from '../parts/service.js';
import { matrixText } from './matrix.js';

/** Every service by its host, what wants somebody first. Without a script it is a list to read; with one it is searched, filtered, sorted. */
export function fleetText(services: readonly ServiceFacts[], room: Room): Html {
  if (services.length === 0)
    return html`<section id="fleet">
      <h2>Fleet</h2>
      <p class="none">There is no service yet: <code>hl new</code> writes a first one.</p>
    </section>`;
  const troubled = services.filter(({ state }) => wantsSomebody(state));
  const sorted = [...services].sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state) || (a.name < b.name ? -1 : 1));
  const groups = grouped(sorted, ({ host }) => host);
  return html`<section id="fleet" aria-labelledby="fleet-h">
    <h2 id="fleet-h">Fleet</h2>
    ${matrixText(services)}${tools(services)}
    <div id="groups" data-by="h">
      ${groups.map(
        ([host, inside]) =>
          html`<section class="grp">
            <h3>${host || 'No host'} <small>${count(inside.length, 'service')}</small></h3>
            <ul class="ss">
              ${inside.map((service) => serviceText(service, room, troubled.length <= 5 && service.state === 'failing'))}
            </ul>
          </section>`,
      )}
    </div>
    <p id="nothing" class="none" hidden>Nothing matches. <button type="button" id="reset">Show all</button></p>
  </section>`;
}

function tools(services: readonly ServiceFacts[]): Html {
  const present = order.filter((state) => services.some((service) => service.state === state));
  const options = (by: (service: ServiceFacts) => string): Html[] =>
    grouped(services, by).map(([name, { length }]) => html`<option value="${name}">${name || 'none'} (${length})</option>`);
  return html`<form id="tools" role="search" hidden>
    <div class="find">
      <label for="q">Search</label
      ><input id="q" type="search" autocomplete="off" spellcheck="false" placeholder="Name, host, image, error" aria-keyshortcuts="/" /><kbd
        aria-hidden="true"
        >/</kbd
      >
    </div>
    <div class="sel">
      <label
        >Host
        <select id="f-h">
          <option value="*">All</option>
          ${options(({ host }) => host)}
        </select></label
      ><label
        >Category
        <select id="f-c">
          <option value="*">All</option>
          ${options(({ category }) => category)}
        </select></label
      ><label
        >Group by
        <select id="g">
          <option value="h">Host</option>
          <option value="c">Category</option>
          <option value="s">State</option>
          <option value="">Nothing</option>
        </select></label
      ><label
        >Sort by
        <select id="o">
          <option value="s">State</option>
          <option value="n">Name</option>
          <option value="d">Last deployed</option>
        </select></label
      >
    </div>
    <fieldset class="states">
      <legend>State</legend>
      <label><input type="radio" name="st" value="*" checked /><span>All ${services.length}</span></label
      >${present.map(
        (state) =>
          html`<label
            ><input type="radio" name="st" value="${state}" /><span
              >${icon(state)}${states[state]} ${services.filter((service) => service.state === state).length}</span
            ></label
          >`,
      )}
    </fieldset>
    <p id="shown" role="status"></p>
  </form>`;
}
