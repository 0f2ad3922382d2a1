import type { Link, Page, Site, Widget } from './config.js';

/** What a monitor found: the HTTP status, or why there is none. */
export interface SiteState {
  readonly ok: boolean;
  readonly status: number;
  readonly text: string;
}

/** As Go's html/template escapes text and attributes. */
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"'+]/g, (char) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&#34;', "'": '&#39;', '+': '&#43;' })[char] ?? char);

const href = (url: string): string =>
  escapeHtml(url.replace(/[^\x21-\x7e]|["'<>\\^`{|}]/gu, (char) => encodeURIComponent(char).toLowerCase()));

/** The widgets of a page, as `/api/pages/{slug}/content/` gives them. */
export function content(page: Page, stateOf: (site: Site) => SiteState | undefined): string {
  const inner = (widgets: readonly Widget[]): string => widgets.map((widget) => one(widget, stateOf, inner)).join('');
  const columns = page.columns.map(({ size, widgets }) => `<div class="page-column page-column-${size}">${inner(widgets)}</div>`);
  return `<div class="head-widgets">${inner(page['head-widgets'])}</div><div class="page-columns">${columns.join('\n')}</div>`;
}

function one(widget: Widget, stateOf: (site: Site) => SiteState | undefined, inner: (widgets: readonly Widget[]) => string): string {
  const titles: Record<string, string> = { bookmarks: 'Bookmarks', monitor: 'Monitor' };
  const title = widget.title ?? titles[widget.type] ?? widget.type;
  const body: Record<string, () => string> = {
    bookmarks: () => widget.groups.map(group).join('\n'),
    monitor: () => widget.sites.map((site) => monitored(site, stateOf(site), widget)).join('\n'),
  };
  return `<div class="widget widget-type-${widget.type}">
<div class="widget-header"><h2 class="uppercase">${escapeHtml(title)}</h2></div>
<div class="widget-content">${body[widget.type]?.() ?? ''}${inner(widget.widgets)}</div>
</div>
`;
}

const group = ({ title, links }: Widget['groups'][number]): string =>
  `<div class="bookmarks-group">${title === '' ? '' : `<div class="bookmarks-group-title size-h3 margin-bottom-3">${escapeHtml(title)}</div>`}
<ul class="list list-gap-2">${links.map(bookmark).join('\n')}</ul>
</div>`;

const icon = ({ icon }: Link, classes: string): string =>
  icon === null ? '' : `<img class="${classes}" src="${href(icon)}" alt="" loading="lazy">`;

const bookmark = (link: Link): string =>
  `<li>${icon(link, 'bookmarks-icon')}<a href="${href(link.url)}" class="bookmarks-link color-highlight size-h4" target="_blank" rel="noreferrer">${escapeHtml(link.title)}</a>${
    link.description === '' ? '' : `<div class="margin-bottom-5">${escapeHtml(link.description)}</div>`
  }</li>`;

function monitored(site: Site, state: SiteState | undefined, { style, failingOnly }: Widget): string {
  if (failingOnly && state?.ok) return '';
  const shown =
    state === undefined
      ? ''
      : state.ok
        ? `<li title="${state.status}">OK</li>`
        : `<li class="color-negative" title="${state.status}">${escapeHtml(state.text)}</li>`;
  const classes =
    style === 'compact' ? 'size-title-dynamic color-highlight text-truncate block grow' : 'size-h3 color-highlight text-truncate block';
  return `<div class="monitor-site flex items-center gap-15">${icon(site, 'monitor-site-icon')}<div class="grow min-width-0">
<a class="${classes}" href="${href(site.url)}" target="_blank" rel="noreferrer">${escapeHtml(site.title)}</a>
<ul class="list-horizontal-text">${shown}</ul>
</div></div>`;
}
