import { laws } from '@hl/core/testing';
import { profiles, subject } from './support/lawful.js';

describe.each(profiles.filter(({ name }) => /included/.test(name)))('$name', ({ setup }) => {
  test.each(laws)('$title', ({ run }) => run(subject(setup)));
});
