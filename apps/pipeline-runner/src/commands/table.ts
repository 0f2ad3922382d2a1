import { row as ci } from './ci/row.js';
import type { CommandRow } from './command.js';
import { row as completion } from './completion/row.js';
import { row as init } from './init/row.js';
import { row as logs } from './logs/row.js';
import { row as report } from './report/row.js';
import { row as restart } from './restart/row.js';
import { row as rollback } from './rollback/row.js';
import * as everyday from './rows/everyday.js';
import * as lab from './rows/lab.js';
import * as stages from './rows/stages.js';
import * as upkeep from './rows/upkeep.js';
import { row as schema } from './schema/row.js';
import { row as version } from './version/row.js';
import { row as watch } from './watch/row.js';

export interface CommandGroup {
  readonly title: string;
  readonly rows: readonly CommandRow[];
}

/** Every command, in the order of the help. A row says what a command is; its code is loaded when it is called. */
export const groups: readonly CommandGroup[] = [
  {
    title: 'Everyday',
    rows: [
      init,
      everyday.newService,
      stages.run,
      watch,
      everyday.status,
      logs,
      restart,
      everyday.drift,
      everyday.render,
      everyday.history,
      report,
      rollback,
      everyday.importFiles,
    ],
  },
  {
    title: 'Stages of a pipeline, one by one',
    rows: [
      stages.detect,
      stages.validate,
      stages.plan,
      stages.deploy,
      stages.remove,
      stages.traefik,
      stages.dns,
      stages.authentik,
      stages.glance,
      stages.verify,
      stages.notify,
    ],
  },
  { title: 'Upkeep', rows: [upkeep.doctor, upkeep.adopt, upkeep.hosts, upkeep.ledger, schema, ci, completion, version] },
  { title: 'To try it', rows: [lab.demo, lab.lab] },
];

export const commands: readonly CommandRow[] = groups.flatMap(({ rows }) => rows);
