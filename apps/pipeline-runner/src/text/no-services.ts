import type { Site } from '@hl/core';

export const noServices = ({ services }: Pick<Site, 'services'>): string =>
  `no services yet: hl new NAME writes a first one into ${services}/`;
