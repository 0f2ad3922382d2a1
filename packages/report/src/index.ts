export type {
  ChangeFacts,
  DriftFacts,
  DriftItem,
  Note,
  ReportData,
  RevisionFacts,
  RunFacts,
  ServiceFacts,
  StageFacts,
  State,
  WayBack,
} from './data.js';
export { policy } from './html/assets.js';
export { report } from './report.js';
export type { ReportOptions } from './report.js';
