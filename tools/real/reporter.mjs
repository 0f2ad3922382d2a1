// One line a test with its seconds, what failed in full, and the counts in HL_REAL_RESULTS as jest writes them.
import { writeFileSync } from 'node:fs';

export default async function* reporter(events) {
  const counts = { numPassedTests: 0, numFailedTests: 0 };
  const results = process.env.HL_REAL_RESULTS;
  for await (const { type, data } of events) {
    if (type === 'test:pass' || type === 'test:fail') {
      const passed = type === 'test:pass';
      counts[passed ? 'numPassedTests' : 'numFailedTests'] += 1;
      yield `${passed ? '✔' : '✖'} ${data.name} (${(data.details.duration_ms / 1000).toFixed(1)} s)\n`;
      const error = data.details.error?.cause ?? data.details.error;
      if (!passed) yield `${String(error?.stack || error?.message || error).replace(/^/gm, '  ')}\n`;
    }
    if (type === 'test:stdout' || type === 'test:stderr') yield data.message;
  }
  if (results) writeFileSync(results, `${JSON.stringify(counts)}\n`); // a run that was ended has none
}
