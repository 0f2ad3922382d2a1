import { laws } from '@hl/core/testing';
import { dockerSubject, swarmSubject } from './subject.js';

test.each(laws)('one engine: $title', ({ run }) => run(dockerSubject), 30_000);
test.each(laws)('a Swarm: $title', ({ run }) => run(swarmSubject), 30_000);
