import { services } from './services.mjs';
import { stages } from './stages.mjs';

export const name = 'hl/source';

/** What Nx knows of this repository beside its packages. One plugin: unless told otherwise, Nx starts a process for each. */
export const createNodes = ['nx.json', (...asked) => [...stages(), ...services(...asked)]];
