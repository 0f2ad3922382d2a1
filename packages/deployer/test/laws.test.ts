import { laws } from '@hl/core/testing';
import { dockerSubject } from './subject.js';

test.each(laws)('$title', ({ run }) => run(dockerSubject), 30_000);
