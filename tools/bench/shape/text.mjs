/** Three digits that count, thousands apart. */
export function figure(value) {
  if (value === 0) return '0';
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  const rounded = Number(value.toFixed(Math.min(digits, 3)));
  return rounded.toLocaleString('en-GB', { maximumFractionDigits: 3 });
}

/** A figure with its unit: one request, two requests. */
export const amount = (value, unit) => `${figure(value)} ${value === 1 ? unit.replace(/s$/, '').replace(/^(CPU-)?m$/, '$1ms') : unit}`;

/** A target as people say it. @param {import('../shape/result.mjs').Result} result */
export function targetText({ target, unit }) {
  if (target === undefined) return '';
  if ('most' in target) return `≤ ${amount(target.most, unit)}`;
  return 'ratio' in target ? `≤ ${target.ratio.toFixed(2)} × the floor` : `≥ ${figure(target.faster)} × faster than ${target.than}`;
}
