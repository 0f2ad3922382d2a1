import { glanceClient } from './client/client.js';
import { defaultTiming } from './client/timing.js';

/** Whether a Glance answers there and is well. Never rejects. @param url of the dashboard, base path included */
export const isHealthy = (url: string): Promise<boolean> => glanceClient(url, undefined, defaultTiming).healthy();
