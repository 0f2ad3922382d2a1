import { deepLaws, laws } from '@hl/core/testing';
import { dockerSubject, others, ownFileSubject, swarmSubject } from './subject.js';

test.each(deepLaws)('one engine: $title', ({ run }) => run(dockerSubject), 120_000);
/** A call that fails is one however the file came about. */
const ownFileLaws = [...laws, ...deepLaws].filter(({ title }) => !/whatever call/.test(title));
test.each(ownFileLaws)('a compose file of its own: $title', ({ run }) => run(ownFileSubject), 120_000);
test.each([...laws, ...deepLaws])('a Swarm: $title', ({ run }) => run(swarmSubject), 120_000);

const theirs = deepLaws.filter(({ title }) => title === 'a name that somebody else holds stays theirs');
test.each(Object.entries(others).flatMap(([way, occupy]) => theirs.map((law) => [way, law, occupy] as const)))(
  'what somebody else holds stays theirs: %s',
  (_, law, occupy) => law.run(() => dockerSubject(occupy)),
  120_000,
);
