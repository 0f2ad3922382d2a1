import { deepLaws } from '@hl/core/testing';
import { kinds, setup } from './subject.js';

describe.each(kinds)('deep laws: %s', (_, kind) => {
  test.each(deepLaws)('$title', ({ run }) => run(() => setup(kind)));
});
