import assert from 'node:assert/strict';
import { CAUSE, CERTIFICATE, consequence, IN_GIT, reportOf, UNKNOWN } from './test-report.ts';
import { PLAIN } from './style.ts';
import { textReport } from './text-report.ts';

const FINE = [{ object: CERTIFICATE, text: 'Certificate istio-system/shop: Ready until 2027-01-01 00:00Z' }];

describe('textReport', () => {
  it('shows a cause once, with what it means, what to do, and its consequence below', () => {
    const report = reportOf([CAUSE, consequence()], { context: 'kind a', fine: FINE });
    assert.equal(
      textReport(report, PLAIN),
      `ERROR C4 Certificate istio-system/shop: issuerRef points at nothing
  seen   ClusterIssuer nowhere does not exist; CertificateRequest says
         “Referenced "ClusterIssuer" not found: clusterissuer.cert-manager.io
         "nowhere" not found”
  where  spec.issuerRef
  means  What C4 means: nothing is issued.
  next   What to do about C4.
         kubectl --context 'kind a' get clusterissuers
  hence  T13 https://shop.example.test: Nothing is served

ok  Certificate istio-system/shop: Ready until 2027-01-01 00:00Z

verify: wrong: 1 error with 1 consequence, 1 link fine.
  More: verify explain C4
`,
    );
  });

  it('shows the same in Korean, whose characters take two columns', () => {
    const report = reportOf([CAUSE], { language: 'ko' });
    assert.equal(
      textReport(report, { ...PLAIN, width: 60 }),
      `오류 C4 Certificate istio-system/shop: issuerRef가
  가리키는 발급자가 없습니다
  현상  ClusterIssuer nowhere가 없습니다;
        CertificateRequest: “Referenced "ClusterIssuer" not
        found: clusterissuer.cert-manager.io "nowhere" not
        found”
  위치  spec.issuerRef
  의미  C4의 의미: 발급되지 않습니다.
  조치  C4에 대한 조치.
        kubectl get clusterissuers

verify: 이상 있음: 오류 1개. 자세히: verify explain C4
`,
    );
  });

  it('shortens many consequences to the first three and a count', () => {
    const hosts = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => consequence(`${name}.example.test`));
    const text = textReport(reportOf([CAUSE, ...hosts]), PLAIN);
    assert.match(text, /hence {2}T13 https:\/\/a\.example\.test: .*\n {9}T13 .*\n {9}T13 .*\n {9}and 3 more \(T13\)\n/);
    assert.doesNotMatch(text, /d\.example\.test/);
  });

  for (const { language, lines } of [
    {
      language: 'en',
      lines: '  where  spec.issuerRef\n  at     bases/edge, 1/certificate.yaml:12:5\n  in     staging, production\n',
    },
    {
      language: 'ko',
      lines: '  위치  spec.issuerRef\n  파일  bases/edge, 1/certificate.yaml:12:5\n  환경  staging, production\n',
    },
  ] as const)
    it(`shows the place in Git unbroken, and the deployments, in ${language}`, () => {
      const text = textReport(reportOf([IN_GIT], { language }), { ...PLAIN, width: 40 });
      assert.ok(text.includes(lines), text);
    });

  it('explains a code only once', () => {
    const other = { ...UNKNOWN, object: { kind: 'Service', name: '*' } as const };
    const text = textReport(reportOf([UNKNOWN, other]), PLAIN);
    assert.equal(text.match(/What O6 means/g)?.length, 1);
    assert.match(text, /UNKNOWN O6 Service \*: .*\n {2}seen {3}the right.*\n {2}next {3}kubectl auth can-i/);
    assert.match(text, /verify: not known: 2 unknown\. /);
  });

  it('says in a line that all is fine', () => {
    assert.match(textReport(reportOf([], { fine: FINE }), PLAIN), /\n\nverify: fine: 1 link fine\n$/);
  });

  it('never cuts a word or a command', () => {
    const command = `kubectl get ${'x'.repeat(100)} -n ${'y'.repeat(20)}`;
    const text = textReport(reportOf([{ ...CAUSE, next: [command] }]), { ...PLAIN, width: 40 });
    assert.ok(text.includes(`         ${command}\n`), text);
  });

  it('lets no words of the cluster control a terminal or begin a line as a command of GitHub', () => {
    const evil = `\u001b[31m\u202e${'word '.repeat(13)}::stop-commands::x ##[add-mask]y\n::error::z`;
    const text = textReport(reportOf([{ ...CAUSE, seen: { en: evil, ko: evil } }]), PLAIN);
    assert.doesNotMatch(text.replaceAll('\n', ''), /[\p{Cc}\p{Cf}]|##\[/u);
    assert.doesNotMatch(text, /^\s*::/m);
    assert.ok(text.includes('::stop-commands::x'));
  });

  it('paints only where a style does', () => {
    const paint = (_: unknown, text: string) => `<${text}>`;
    assert.match(textReport(reportOf([CAUSE]), { ...PLAIN, paint }), /^<ERROR> <C4 Certificate istio-system\/shop>: /);
  });
});
