import { laws } from '@hl/core/testing';
import { kinds, setup } from './subject.js';

describe.each(kinds)('laws: %s', (_, kind) => {
  test.each(laws)('$title', ({ run }) => run(() => setup(kind)));
});
