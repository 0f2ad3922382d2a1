import { kinds, noKeyInSilence } from './every-key.js';

noKeyInSilence(Object.keys(kinds).slice(2));
