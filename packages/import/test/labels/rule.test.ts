import { newRule } from '../../src/labels/rule.js';

test.each([
  ['Host(`a.example.org`)', 'Host(`a.example.org`)', ['a.example.org']],
  ['Host(`a.example.org`, `B.example.org`)', 'Host(`a.example.org`) || Host(`B.example.org`)', ['a.example.org', 'b.example.org']],
  [
    'Host(`a.example.org`,`b.example.org`) && PathPrefix(`/x`,`/y`)',
    '(Host(`a.example.org`) || Host(`b.example.org`)) && (PathPrefix(`/x`) || PathPrefix(`/y`))',
    null,
  ],
  ['HostRegexp(`{sub:[a-z]{2,3}}.example.org`)', 'HostRegexp(`^[a-z]{2,3}\\.example\\.org$`)', null],
  ['HostRegexp(`{any:.+}`)', 'HostRegexp(`^.+$`)', null],
  ['HostRegexp(`{any}.example.org`)', 'HostRegexp(`^[^/.]+\\.example\\.org$`)', null],
  ['HostRegexp(`^[a-z]+\\.example\\.org$`)', 'HostRegexp(`^[a-z]+\\.example\\.org$`)', null],
  ['Path(`/item/{id:[0-9]+}`)', 'PathRegexp(`^/item/[0-9]+$`)', null],
  ['PathPrefix(`/{lang:en|de}/x`)', 'PathRegexp(`^/(?:en|de)/x`)', null],
  ['Headers(`X-A`, `1`) && HeadersRegexp(`X-B`, `.*`)', 'Header(`X-A`, `1`) && HeaderRegexp(`X-B`, `.*`)', null],
  ['Query(`a=b`, `c=d`)', 'Query(`a`, `b`) || Query(`c`, `d`)', null],
  ['Query(`a`, `b`)', 'Query(`a`, `b`)', null],
  [
    '!Host(`a.example.org`) || (Path(`/x`) && Method(`GET`,`POST`))',
    '!Host(`a.example.org`) || (Path(`/x`) && (Method(`GET`) || Method(`POST`)))',
    null,
  ],
])('%s is %s in Traefik 3', (written, rule, hosts) => {
  expect(newRule(written)).toEqual({ rule, hosts });
});

test('what is no rule is told, not guessed', () => {
  expect(newRule('Host(a.example.org)')).toBeNull();
});
