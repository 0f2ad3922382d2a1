export const escape = (text) =>
  String(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** Colours that are told apart without colour vision, on both grounds; s0… are the lines of a plot. */
const style = `
svg { color-scheme: light dark; --ground: #ffffff; --ink: #1f2328; --faint: #59636e; --line: #d1d9e0; --s0: #0969da; --s1: #bc4c00; --s2: #1a7f37; --s3: #8250df; --s4: #bf3989; --s5: #7d6a00; --floor: #8c959f; --peer: #d4a72c }
@media (prefers-color-scheme: dark) { svg { --ground: #0d1117; --ink: #f0f6fc; --faint: #9198a1; --line: #3d444d; --s0: #4493f8; --s1: #f0883e; --s2: #3fb950; --s3: #ab7df8; --s4: #f778ba; --s5: #d4c05a; --floor: #6e7681; --peer: #bb8009 } }
text { font: 13px system-ui, sans-serif; fill: var(--ink) } .faint { fill: var(--faint) } .strong { font-weight: 600 } .end { text-anchor: end } .middle { text-anchor: middle }
.over { paint-order: stroke; stroke: var(--ground); stroke-width: 4px } .grid { stroke: var(--line) } .ground { fill: var(--ground) }
.ours { fill: var(--s0) } .floor { fill: var(--floor) } .peer { fill: var(--peer) } .range { stroke: var(--ink); stroke-width: 1.2 } .target { stroke: var(--ink); stroke-width: 1.5; stroke-dasharray: 3 3 }
.plot { fill: none; stroke-width: 2 } .dashed { stroke-dasharray: 5 4; stroke-width: 1.5 }`;

export const width = 760;

/** A picture on a ground of its own, whatever page shows it, with its content in words for whoever does not see it. */
export const picture = ({ title, words, height, body }) =>
  `<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="title words" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">
<title id="title">${escape(title)}</title>
<desc id="words">${escape(words)}</desc>
<style>${style}</style>
<rect class="ground" width="${width}" height="${height}" rx="6"/>
${body.join('\n')}
</svg>
`;

export const text = (x, y, words, kind = '') => `<text x="${at(x)}" y="${at(y)}"${kind && ` class="${kind}"`}>${escape(words)}</text>`;

export const line = (kind, x1, y1, x2, y2) => `<line class="${kind}" x1="${at(x1)}" y1="${at(y1)}" x2="${at(x2)}" y2="${at(y2)}"/>`;

/** Pixels, so that a figure that hardly moved changes no file. */
export const at = (value) => Math.round(value * 10) / 10;

/** About how wide a text is: fonts differ, and none is measured. */
export const widthOf = (words) => words.length * 7.6;
