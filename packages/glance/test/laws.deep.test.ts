import { deepLaws, laws } from '@hl/core/testing';
import { profiles, subject } from './support/lawful.js';

describe.each(profiles)('$name', ({ setup, covered }) => {
  test.each([...laws, ...deepLaws].filter(({ title }) => !covered?.test(title)))('$title', ({ run }) => run(subject(setup)));
});
