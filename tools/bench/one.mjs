/** One suite in a process of its own, so that none is warmed or filled by another; its results go to the one that started it. */
import { load } from './shape/suites.mjs';

const results = await (await load(process.argv[2])).run();
process.send(results, () => process.exit(0));
