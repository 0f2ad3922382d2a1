/** @typedef {{ x: number, y: number }} Point */

const sum = (points, of) => points.reduce((total, point) => total + of(point), 0);

/** Least squares with weights: y = start + each · x. */
function straight(points, weight) {
  const all = sum(points, weight);
  const [x, y] = [sum(points, (p) => weight(p) * p.x) / all, sum(points, (p) => weight(p) * p.y) / all];
  const each = sum(points, (p) => weight(p) * (p.x - x) * (p.y - y)) / sum(points, (p) => weight(p) * (p.x - x) ** 2);
  return { start: y - each * x, each };
}

/** How steep a line is where both axes are logarithmic: 1 is linear, 0 is flat. @param {Point[]} points */
export const slopeOf = (points) =>
  straight(
    points.filter(({ x, y }) => x > 0 && y > 0).map(({ x, y }) => ({ x: Math.log(x), y: Math.log(y) })),
    () => 1,
  ).each;

/** A constant and what each one adds, such that small figures count as much as large ones. @param {Point[]} points */
export const costOf = (points) => straight(points, ({ y }) => 1 / y ** 2);

/** A slope in words. */
export function grows(slope) {
  const kind = slope < 0.1 ? 'flat' : slope < 0.9 ? 'less than linear' : slope <= 1.1 ? 'linear' : 'more than linear';
  return `${kind}: slope ${slope.toFixed(2)}`;
}
