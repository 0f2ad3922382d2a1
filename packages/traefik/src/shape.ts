/**
 * What Traefik takes at a place of the dynamic configuration (v3.7). `any`: not looked into.
 * `empty`: the element may stand alone, e.g. `tls: {}`; any other empty map makes Traefik reject the whole directory.
 */
export type Shape =
  | 'string'
  | 'int'
  | 'bool'
  | 'strings'
  | 'any'
  | { readonly list: Shape }
  | { readonly map: Shape }
  | { readonly fields: { readonly [name: string]: Shape }; readonly empty?: true };

const struct = (fields: { readonly [name: string]: Shape }, empty?: true): Shape => ({ fields, ...(empty ? { empty } : {}) });
const named = (fields: { readonly [name: string]: Shape }): Shape => ({ map: struct(fields) });
const texts: Shape = { map: 'string' };

const domains: Shape = { list: { fields: { main: 'string', sans: 'strings' } } };
const routerTls = struct({ options: 'string', certResolver: 'string', domains }, true);
const tcpTls = struct({ passthrough: 'bool', options: 'string', certResolver: 'string', domains }, true);
const observability = struct({ accessLogs: 'bool', metrics: 'bool', tracing: 'bool', traceVerbosity: 'string' }, true);

const cookie = struct(
  { name: 'string', secure: 'bool', httpOnly: 'bool', sameSite: 'string', maxAge: 'int', path: 'string', domain: 'string' },
  true,
);
const healthCheck = struct({
  scheme: 'string',
  mode: 'string',
  path: 'string',
  method: 'string',
  status: 'int',
  port: 'int',
  interval: 'string',
  unhealthyInterval: 'string',
  timeout: 'string',
  hostname: 'string',
  followRedirects: 'bool',
  headers: texts,
});
const loadBalancer = struct({
  sticky: struct({ cookie }),
  servers: { list: { fields: { url: 'string', weight: 'int', preservePath: 'bool' } } },
  strategy: 'string',
  healthCheck,
  passiveHealthCheck: struct({ failureWindow: 'string', maxFailedAttempts: 'int' }, true),
  passHostHeader: 'bool',
  responseForwarding: struct({ flushInterval: 'string' }),
  serversTransport: 'string',
});

const forwardAuth = struct({
  address: 'string',
  tls: struct({ ca: 'string', cert: 'string', key: 'string', insecureSkipVerify: 'bool' }),
  trustForwardHeader: 'bool',
  authResponseHeaders: 'strings',
  authResponseHeadersRegex: 'string',
  authRequestHeaders: 'strings',
  addAuthCookiesToResponse: 'strings',
  headerField: 'string',
  forwardBody: 'bool',
  maxBodySize: 'int',
  maxResponseBodySize: 'int',
  preserveLocationHeader: 'bool',
  preserveRequestMethod: 'bool',
  authSigninURL: 'string',
});
export const headerFields: { readonly [name: string]: Shape } = {
  customRequestHeaders: texts,
  customResponseHeaders: texts,
  accessControlAllowCredentials: 'bool',
  accessControlAllowHeaders: 'strings',
  accessControlAllowMethods: 'strings',
  accessControlAllowOriginList: 'strings',
  accessControlAllowOriginListRegex: 'strings',
  accessControlExposeHeaders: 'strings',
  accessControlMaxAge: 'int',
  addVaryHeader: 'bool',
  allowedHosts: 'strings',
  hostsProxyHeaders: 'strings',
  sslProxyHeaders: texts,
  stsSeconds: 'int',
  stsIncludeSubdomains: 'bool',
  stsPreload: 'bool',
  forceSTSHeader: 'bool',
  frameDeny: 'bool',
  customFrameOptionsValue: 'string',
  contentTypeNosniff: 'bool',
  browserXssFilter: 'bool',
  customBrowserXSSValue: 'string',
  contentSecurityPolicy: 'string',
  contentSecurityPolicyReportOnly: 'string',
  publicKey: 'string',
  referrerPolicy: 'string',
  permissionsPolicy: 'string',
  isDevelopment: 'bool',
};
/** Fields of the headers middleware, in Traefik's spelling. */
export const headerNames: readonly string[] = Object.keys(headerFields);
const prefix = { prefixes: 'strings', forceSlash: 'bool' } as const;

const opaque = (...names: string[]): { [name: string]: Shape } => Object.fromEntries(names.map((name) => [name, 'any']));

const http = struct({
  routers: named({
    entryPoints: 'strings',
    middlewares: 'strings',
    service: 'string',
    rule: 'string',
    ruleSyntax: 'string',
    priority: 'int',
    tls: routerTls,
    observability,
    parentRefs: 'strings',
  }),
  services: named({
    loadBalancer,
    ...opaque('weighted', 'mirroring', 'failover', 'highestRandomWeight'),
    middlewares: 'strings',
  }),
  middlewares: named({
    forwardAuth,
    headers: struct(headerFields),
    redirectScheme: struct({ scheme: 'string', port: 'string', permanent: 'bool' }),
    stripPrefix: struct(prefix),
    addPrefix: struct({ prefix: 'string' }),
    chain: struct({ middlewares: 'strings' }),
    ...opaque(
      'basicAuth',
      'buffering',
      'circuitBreaker',
      'compress',
      'contentType',
      'digestAuth',
      'encodedCharacters',
      'errors',
      'grpcWeb',
    ),
    ...opaque('inFlightReq', 'ipAllowList', 'ipWhiteList', 'passTLSClientCert', 'plugin', 'rateLimit', 'redirectRegex'),
    ...opaque('replacePath', 'replacePathRegex', 'retry', 'stripPrefixRegex'),
  }),
  serversTransports: named({
    serverName: 'string',
    insecureSkipVerify: 'bool',
    rootCAs: 'strings',
    certificates: 'any',
    maxIdleConnsPerHost: 'int',
    forwardingTimeouts: 'any',
    disableHTTP2: 'bool',
    peerCertURI: 'string',
    spiffe: 'any',
  }),
});

const tcp = struct({
  routers: named({
    entryPoints: 'strings',
    middlewares: 'strings',
    service: 'string',
    rule: 'string',
    ruleSyntax: 'string',
    priority: 'int',
    tls: tcpTls,
  }),
  services: named({
    loadBalancer: struct({
      servers: { list: { fields: { address: 'string', tls: 'bool' } } },
      ...opaque('proxyProtocol', 'terminationDelay', 'healthCheck'),
      serversTransport: 'string',
    }),
    weighted: 'any',
  }),
  middlewares: named(opaque('inFlightConn', 'ipAllowList', 'ipWhiteList')),
  serversTransports: named(opaque('dialKeepAlive', 'dialTimeout', 'proxyProtocol', 'terminationDelay', 'tls')),
});

const udp = struct({
  routers: named({ entryPoints: 'strings', service: 'string' }),
  services: named({
    loadBalancer: struct({ servers: { list: { fields: { address: 'string' } } } }),
    weighted: 'any',
  }),
});

const tls = struct(opaque('certificates', 'options', 'stores'));

/** The four sections of the dynamic configuration; any other key at the root is ignored. */
export const sections: { readonly [name: string]: Shape } = { http, tcp, udp, tls };
