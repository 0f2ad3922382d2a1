/** The outcomes, where every change was applied. */
export function done(outcomes) {
  const bad = outcomes.find(({ status }) => status !== 'applied');
  if (bad) throw new Error(`${bad.key}: ${bad.error?.message}`);
  return outcomes;
}
