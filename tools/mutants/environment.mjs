import { createRequire } from 'node:module';

const { TestEnvironment } = createRequire(import.meta.url)('jest-environment-node');

/** One failed test is enough: the others of its file are left out. */
export default class extends TestEnvironment {
  #failed = false;
  handleTestEvent({ name, test }) {
    if (name === 'hook_failure' || (name === 'test_done' && test.errors.length > 0)) this.#failed = true;
    if (name === 'test_start' && this.#failed) test.mode = 'skip';
  }
}
