import { createRequire } from 'node:module';
import { mutated } from './mutate.mjs';

const swc = createRequire(import.meta.url)('@swc/jest');

/** As @swc/jest, but for the one file that `globals.hlMutant` names, which is changed on its way: no source is ever written. */
function createTransformer(options) {
  const inner = swc.createTransformer(options);
  const seen = (text, file, { config }) => (config.globals.hlMutant?.file === file ? mutated(text, config.globals.hlMutant) : text);
  return {
    process: (text, file, given) => inner.process(seen(text, file, given), file, given),
    processAsync: (text, file, given) => inner.processAsync(seen(text, file, given), file, given),
    getCacheKey: (text, file, given) => inner.getCacheKey(seen(text, file, given), file, given),
  };
}

export default { createTransformer };
