import type { Deployment, Service } from '@hl/core';

/** A service that has containers. */
export type Deployed = Service & { readonly deployment: Deployment };

export const isDeployed = (service: Service): service is Deployed => service.deployment !== null;

/** Key of its main container in the compose file. */
export const mainKey = ({ name, deployment }: Deployed): string => deployment.composeService ?? name;
