import assert from 'node:assert/strict';
import { CAUSE, consequence, IN_GIT, reportOf, UNKNOWN } from './test-report.ts';
import { junitReport } from './junit.ts';

describe('junitReport', () => {
  it('has a suite for each series and a case for each code, which fails, is skipped, or passes', () => {
    const seen = { en: 'a', ko: 'b' };
    assert.equal(
      junitReport(reportOf([{ ...IN_GIT, seen }, UNKNOWN])),
      `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="umi-verify" tests="3" failures="1" errors="0" skipped="1">
<testsuite name="C: cert-manager: the Certificate" tests="1" failures="1" errors="0" skipped="0" timestamp="2026-11-24T12:00:00Z">
<testcase classname="umi-verify.C" name="C4 issuerRef points at nothing">
<failure message="Certificate istio-system/shop: a">Certificate istio-system/shop
seen: a (spec.issuerRef)
at: bases/edge, 1/certificate.yaml:12:5
in: staging, production
means: What C4 means: nothing is issued.
next: What to do about C4.
  kubectl get clusterissuers</failure>
</testcase>
</testsuite>
<testsuite name="T: the gateway: what is served by TLS" tests="1" failures="0" errors="0" skipped="0" timestamp="2026-11-24T12:00:00Z">
<testcase classname="umi-verify.T" name="T13 Nothing is served"/>
</testsuite>
<testsuite name="O: observing: what time brings, what cannot be seen" tests="1" failures="0" errors="0" skipped="1" timestamp="2026-11-24T12:00:00Z">
<testcase classname="umi-verify.O" name="O6 Something could not be read">
<skipped message="Pod *: the right to read it is missing; not judged: T4">Pod *
seen: the right to read it is missing; not judged: T4
means: What O6 means: nothing is issued.
next: What to do about O6.
  kubectl auth can-i list pods --all-namespaces</skipped>
</testcase>
</testsuite>
</testsuites>
`,
    );
  });

  it('fails a consequence under its own code, and names its cause', () => {
    const text = junitReport(reportOf([CAUSE, consequence(), consequence('b.example.test')]));
    assert.match(text, /^<testsuites .* failures="2" /m);
    assert.match(
      text,
      /<failure message="https:\/\/shop\.example\.test: no certificate; https:\/\/b\.example\.test: no certificate">/,
    );
    assert.equal(text.match(/^cause: C4 Certificate istio-system\/shop/gm)?.length, 2);
  });

  it('fails by nothing below --fail-on, but keeps its words', () => {
    const text = junitReport(reportOf([{ ...CAUSE, level: 'warning' }]));
    assert.match(text, /^<testsuites .* failures="0" errors="0" skipped="0">$/m);
    assert.match(text, /^<system-out>Certificate istio-system\/shop\n/m);
  });

  it('skips what is still under way', () => {
    const text = junitReport(reportOf([{ ...CAUSE, level: 'progress' }]));
    assert.match(text, /^<testsuites .* skipped="1">$/m);
  });

  it('escapes the words of others, and leaves out what no XML may contain', () => {
    const evil = '“]]></failure><a b="&amp;">\uD800\uFFFE\u0000”';
    const text = junitReport(reportOf([{ ...CAUSE, seen: { en: evil, ko: evil } }]));
    const escaped = '“]]&gt;&lt;/failure&gt;&lt;a b=&quot;&amp;amp;&quot;&gt;\uFFFD\uFFFD ”';
    assert.ok(text.includes(`message="Certificate istio-system/shop: ${escaped}"`), text);
    assert.ok(text.includes(`\nseen: ${escaped} (spec.issuerRef)\n`), text);
  });
});
