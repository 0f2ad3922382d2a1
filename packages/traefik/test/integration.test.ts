import { laws } from '@hl/core/testing';
import { bench } from './subject.js';

describe('laws', () => {
  test.each(laws)(
    '$title',
    ({ run }) =>
      run(async () => {
        const subject = await bench({ timing: { deadlineMs: 600 } });
        return {
          ...subject,
          async close() {
            expect(subject.emulator.everOpen).toEqual([]);
            await subject.close?.();
          },
        };
      }),
    30_000,
  );
});
