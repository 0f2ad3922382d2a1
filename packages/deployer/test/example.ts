import type { exampleService } from '@hl/core/testing';

/** A service with a container that listens. */
export type Example = ReturnType<typeof exampleService>;
