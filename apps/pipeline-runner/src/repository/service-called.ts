import type { Service } from '@hl/core';
import { invalid, unknownService } from './diagnostics.js';
import type { Repository } from './repository.js';

/** The service of that name in the tree. @throws HlError HL_SERVICE; HL_INVALID when it may stand in a file that cannot be read */
export function serviceCalled(name: string, repository: Repository): Service {
  const { services, diagnostics } = repository.load();
  const service = services.find((candidate) => candidate.name === name);
  if (service) return service;
  throw diagnostics.some(({ severity }) => severity === 'error') ? invalid(diagnostics) : unknownService(name);
}
