/**
 * What Traefik's decoder accepts at a place of the dynamic configuration. `any`: not looked into here.
 * `go`: the type name that its error messages print. `empty`: the element may stand alone (`tls: {}`).
 */
export type Shape =
  | 'string'
  | 'int'
  | 'bool'
  | 'strings'
  /** Seconds, or as Go writes durations. */
  | 'duration'
  | 'any'
  | { readonly list: Shape }
  | { readonly map: Shape; readonly go: string }
  | { readonly fields: { readonly [name: string]: Shape }; readonly go: string; readonly empty?: true };

const struct = (go: string, fields: { readonly [name: string]: Shape }, empty?: true): Shape => ({
  fields,
  go: `*dynamic.${go}`,
  ...(empty ? { empty } : {}),
});
const named = (go: string, fields: { readonly [name: string]: Shape }): Shape => ({
  map: struct(go, fields),
  go: `map[string]*dynamic.${go}`,
});
const texts: Shape = { map: 'string', go: 'map[string]string' };

const domains: Shape = { list: { fields: { main: 'string', sans: 'strings' }, go: 'types.Domain' } };
const routerTls = struct('RouterTLSConfig', { options: 'string', certResolver: 'string', domains }, true);
const tcpTls = struct('RouterTCPTLSConfig', { passthrough: 'bool', options: 'string', certResolver: 'string', domains }, true);
const observability = struct(
  'RouterObservabilityConfig',
  { accessLogs: 'bool', metrics: 'bool', tracing: 'bool', traceVerbosity: 'string' },
  true,
);

const cookie = struct(
  'Cookie',
  { name: 'string', secure: 'bool', httpOnly: 'bool', sameSite: 'string', maxAge: 'int', path: 'string', domain: 'string' },
  true,
);
const healthCheck = struct('ServerHealthCheck', {
  scheme: 'string',
  mode: 'string',
  path: 'string',
  method: 'string',
  status: 'int',
  port: 'int',
  interval: 'duration',
  unhealthyInterval: 'duration',
  timeout: 'duration',
  hostname: 'string',
  followRedirects: 'bool',
  headers: texts,
});
const loadBalancer = struct('ServersLoadBalancer', {
  sticky: struct('Sticky', { cookie }),
  servers: { list: { fields: { url: 'string', weight: 'int', preservePath: 'bool' }, go: 'dynamic.Server' } },
  strategy: 'string',
  healthCheck,
  passiveHealthCheck: struct('PassiveServerHealthCheck', { failureWindow: 'duration', maxFailedAttempts: 'int' }, true),
  passHostHeader: 'bool',
  responseForwarding: struct('ResponseForwarding', { flushInterval: 'duration' }),
  serversTransport: 'string',
});

const forwardAuth = struct('ForwardAuth', {
  address: 'string',
  tls: struct('ClientTLS', { ca: 'string', cert: 'string', key: 'string', insecureSkipVerify: 'bool' }),
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
const headers = struct('Headers', {
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
});
const prefix = { prefixes: 'strings', forceSlash: 'bool' } as const;

const opaque = (...names: string[]): { [name: string]: Shape } => Object.fromEntries(names.map((name) => [name, 'any']));

const http = struct('HTTPConfiguration', {
  routers: named('Router', {
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
  services: named('Service', {
    loadBalancer,
    ...opaque('weighted', 'mirroring', 'failover', 'highestRandomWeight'),
    middlewares: 'strings',
  }),
  middlewares: named('Middleware', {
    forwardAuth,
    headers,
    redirectScheme: struct('RedirectScheme', { scheme: 'string', port: 'string', permanent: 'bool' }),
    stripPrefix: struct('StripPrefix', prefix),
    addPrefix: struct('AddPrefix', { prefix: 'string' }),
    chain: struct('Chain', { middlewares: 'strings' }),
    retry: struct('Retry', {
      attempts: 'int',
      initialInterval: 'duration',
      timeout: 'duration',
      ...opaque('status', 'disableRetryOnNetworkError', 'retryNonIdempotentMethod'),
    }),
    rateLimit: struct('RateLimit', { average: 'int', period: 'duration', burst: 'int', ...opaque('sourceCriterion', 'redis') }),
    buffering: struct('Buffering', {
      maxRequestBodyBytes: 'int',
      memRequestBodyBytes: 'int',
      maxResponseBodyBytes: 'int',
      memResponseBodyBytes: 'int',
      retryExpression: 'string',
    }),
    redirectRegex: struct('RedirectRegex', { regex: 'string', replacement: 'string', permanent: 'bool' }),
    ipAllowList: struct('IPAllowList', { sourceRange: 'strings', ...opaque('ipStrategy', 'rejectStatusCode') }),
    ...opaque('basicAuth', 'circuitBreaker', 'compress', 'contentType', 'digestAuth', 'encodedCharacters', 'errors', 'grpcWeb'),
    ...opaque('inFlightReq', 'ipWhiteList', 'passTLSClientCert', 'plugin', 'replacePath', 'replacePathRegex', 'stripPrefixRegex'),
  }),
  serversTransports: named('ServersTransport', {
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

const tcp = struct('TCPConfiguration', {
  routers: named('TCPRouter', {
    entryPoints: 'strings',
    middlewares: 'strings',
    service: 'string',
    rule: 'string',
    ruleSyntax: 'string',
    priority: 'int',
    tls: tcpTls,
  }),
  services: named('TCPService', {
    loadBalancer: struct('TCPServersLoadBalancer', {
      servers: { list: { fields: { address: 'string', tls: 'bool' }, go: 'dynamic.TCPServer' } },
      ...opaque('proxyProtocol', 'terminationDelay', 'healthCheck'),
      serversTransport: 'string',
    }),
    weighted: 'any',
  }),
  middlewares: named('TCPMiddleware', opaque('inFlightConn', 'ipAllowList', 'ipWhiteList')),
  serversTransports: named('TCPServersTransport', opaque('dialKeepAlive', 'dialTimeout', 'proxyProtocol', 'terminationDelay', 'tls')),
});

const udp = struct('UDPConfiguration', {
  routers: named('UDPRouter', { entryPoints: 'strings', service: 'string' }),
  services: named('UDPService', {
    loadBalancer: struct('UDPServersLoadBalancer', { servers: { list: { fields: { address: 'string' }, go: 'dynamic.UDPServer' } } }),
    weighted: 'any',
  }),
});

const tls = struct('TLSConfiguration', { options: { map: 'any', go: 'map[string]tls.Options' }, ...opaque('certificates', 'stores') });

/** The four sections of the dynamic configuration; any other key at the root is ignored. */
export const sections: { readonly [name: string]: Shape } = { http, tcp, udp, tls };
