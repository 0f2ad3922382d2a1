import { junit, type CheckResult } from '@hl/verify';

const result = (over: Partial<CheckResult>): CheckResult => ({
  service: 'metube',
  name: 'health',
  status: 'pass',
  expected: '200',
  actual: '200',
  attempts: 1,
  ms: 1234,
  ...over,
});

test('a suite a service, a case a check', () => {
  expect(
    junit([
      result({}),
      result({ name: 'route', status: 'fail', actual: '502', attempts: 9, ms: 60_000, hint: 'Look there.' }),
      result({ service: 'sonarr', name: 'dns', status: 'skip', actual: 'no Pi-hole', attempts: 0, ms: 0 }),
    ]),
  ).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites tests="3" failures="1" errors="0" skipped="1" time="60.000">
  <testsuite name="metube" tests="2" failures="1" errors="0" skipped="0" time="60.000">
    <testcase classname="metube" name="health" time="1.234"/>
    <testcase classname="metube" name="route" time="60.000">
      <failure message="502" type="route">expected: 200
actual:   502
tried:    9 times
hint:     Look there.</failure>
    </testcase>
  </testsuite>
  <testsuite name="sonarr" tests="1" failures="0" errors="0" skipped="1" time="0.000">
    <testcase classname="sonarr" name="dns" time="0.000">
      <skipped message="no Pi-hole"/>
    </testcase>
  </testsuite>
</testsuites>
`);
});

test('nothing checked is a valid report too', () => {
  expect(junit([])).toContain('<testsuites tests="0"');
});

test('no text breaks the XML', () => {
  const text = junit([result({ status: 'fail', actual: '<a href="x">\u0000\u001b[31m & \uD800 ]]> é 日本', expected: "it's" })]);
  expect(text).toContain('&lt;a href=&quot;x&quot;&gt;\\u0000\\u001b[31m &amp; \\ud800 ]]&gt; é 日本');
  expect(text).toContain('it&apos;s');
  expect(text).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\uD800]/);
});

test('nothing is obeyed or hidden, and no answer makes a line of its own', () => {
  const nasty = 'x\u202e\u009b2J\uffff\nactual:   200\nsection_start:1:s\r\u001b[0K';
  const text = junit([
    result({ service: nasty, name: nasty, status: 'fail', actual: nasty, hint: nasty }),
    result({ status: 'skip', actual: nasty }),
  ]);
  expect(text).not.toMatch(/[^\P{C}\n]|section_start:1/u);
  expect(text.split('\n').filter((line) => line.startsWith('actual: '))).toEqual([
    'actual:   x\\u202e\\u009b2J\\uffff\\nactual:   200\\nsection_start\\u003a1:s\\u000d\\u001b[0K',
  ]);
});

test('GitLab drops the second of two cases of one name, so it gets a number', () => {
  expect(
    [...junit([result({}), result({}), result({ service: 'other' })]).matchAll(/classname="(\w+)" name="([^"]+)"/g)].map(
      ([, service, name]) => `${service} ${name}`,
    ),
  ).toEqual(['metube health', 'metube health (2)', 'other health']);
});

test('what was seen stands beside the result, whatever that is', () => {
  const evidence = { status: '502', body: '<h1>"Bad" & gone</h1>\u0007' };
  const xml = junit([
    result({ evidence }),
    result({ name: 'route', status: 'fail', evidence }),
    result({ name: 'dns', status: 'skip', actual: 'no', evidence: { ttl: '0' } }),
  ]);
  const out = '<system-out>status: 502\nbody: &lt;h1&gt;&quot;Bad&quot; &amp; gone&lt;/h1&gt;\\u0007</system-out>';
  expect(xml).toContain(`name="health" time="1.234">\n      ${out}\n    </testcase>`);
  expect(xml).toContain(`</failure>\n      ${out}\n    </testcase>`);
  expect(xml).toContain('<skipped message="no"/>\n      <system-out>ttl: 0</system-out>\n    </testcase>');
});
