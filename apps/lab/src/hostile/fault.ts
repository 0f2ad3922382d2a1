/** The first fault that matches and still counts; uses it up. */
export function met<Fault extends { times?: number }>(faults: readonly Fault[], matches: (fault: Fault) => boolean): Fault | undefined {
  const fault = faults.find((one) => (one.times ?? Infinity) > 0 && matches(one));
  if (fault?.times !== undefined) fault.times -= 1;
  return fault;
}
