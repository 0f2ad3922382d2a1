import { fasterThan, ratioOf, verdict } from '../shape/verdict.mjs';
import { figure, targetText } from '../shape/text.mjs';

/** One line of a terminal. @param {import('../shape/result.mjs').Result} result */
export function print(result) {
  const { name, unit, ours, floor, peers = {}, target } = result;
  const ratio = ratioOf(result);
  const against = [
    ...(ratio === null ? [] : [`floor ${figure(floor)}, ratio ${ratio.toFixed(2)}`]),
    ...Object.entries(peers).map(([peer, theirs]) => `${peer} ${figure(theirs)}, ${figure(fasterThan(result, peer))} ×`),
    ...(target === undefined ? [] : [`${targetText(result)}: ${verdict(result)}`]),
  ];
  console.log(`  ${name.padEnd(44)} ${figure(ours).padStart(8)} ${unit.padEnd(11)} ${against.join('; ')}`);
}
