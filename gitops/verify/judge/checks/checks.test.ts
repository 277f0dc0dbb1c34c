import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { checks } from './index.ts';
import { levelAt } from '../check.ts';
import { casesOf, codesOfCases } from './test-cases.ts';
import { keyOf } from '../../model/reference.ts';
import { seen as lookAt } from '../../test-world.ts';
import { createView } from '../../see/view.ts';

/** What Korean texts say otherwise: another word for the same thing, a particle left open, a particle for another sound. */
const MISWRITTEN = [
  /애너테이션|주석|서비스 ?계정|서비스 ?어카운트|객체|오브젝트|호출자|방문자|주문|핸드쉐이크/,
  /(?<![가-힣])(?:종류|할당량|시크릿|파드|디플로이먼트|인그레스(?! 컨트롤러))/,
  /\d 포트|[이은을과]\([가는를와]\)|[가는를와]\([이은을과]\)/,
  /(?:Secret|Application|ConfigMap|Set|kubelet|Git|URL)(?:가|는|를|와)(?![가-힣])/,
  /(?:Pod|Certificate|Gateway|Service|Issuer|Ingress|Route|Namespace|Order|Challenge|Deployment|Argo CD|CA|solver|Istio|Ready|TLS)(?:이|은|을|과)(?![가-힣])/,
];
/** Checks that are only entries of the catalogue: unknown.ts makes their findings. */
const ENTRY_ALONE = new Set(['O6', 'O11']);

for (const check of checks.filter(({ code }) => !ENTRY_ALONE.has(code))) {
  describe(`check ${check.code}`, () => {
    for (const { it: circumstance, shows, git, ...written } of casesOf(check.code)) {
      it(`${shows.length > 0 ? 'shows' : 'is silent'}: ${circumstance}`, async () => {
        const { view } = createView(await lookAt(written, [check]));
        const found = git
          ? (check.inGit?.({ kustomizations: [], others: [], renders: [], workflows: [], ...git }) ?? [])
          : check.judge(view);
        const seen = [...found].map((each) => ({
          object: keyOf(each.object),
          level: levelAt(view.now, check, each),
          seen: each.seen,
        }));
        assert.deepEqual(
          seen.map(({ object, level }) => ({ object, level })),
          shows.map(({ object, level = check.level }) => ({ object, level })),
          JSON.stringify(seen, undefined, 2),
        );
        for (const [index, { seen: en, ko = '' }] of shows.entries()) {
          const text = seen[index]?.seen ?? { en: '', ko: '' };
          assert.ok(text.en.includes(en), `${text.en}\nhas not: ${en}`);
          assert.ok(text.ko.includes(ko), `${text.ko}\nhas not: ${ko}`);
          assertKorean(text.ko);
        }
      });
    }
    it('has a case that shows it and one that is silent', () => {
      const counts = casesOf(check.code).map(({ shows }) => shows.length > 0);
      assert.deepEqual([...new Set(counts)].sort(), [false, true]);
    });
  });
}

function assertKorean(text: string): void {
  assert.match(text, /[가-힣]/);
  for (const miswritten of MISWRITTEN) assert.doesNotMatch(text.replaceAll(/“[^”]*”/g, ''), miswritten);
}

describe('the list of checks', () => {
  it('is in the order of the codes, each once', () => {
    const codes = checks.map(({ code }) => code);
    const order = (code: string) => `${code.charAt(0)}${code.slice(1).padStart(3, '0')}`;
    assert.deepEqual(
      codes,
      [...new Set(codes)].sort((a, b) => (order(a) < order(b) ? -1 : 1)),
    );
  });
  it('contains every check in this folder', () => {
    const folder = new URL('.', import.meta.url);
    const written = readdirSync(folder)
      .filter((file) => file.endsWith('.ts'))
      .flatMap((file) => [...readFileSync(new URL(file, folder), 'utf8').matchAll(/^export const ([a-z]\d+) = /gm)])
      .map(([, code = '']) => code)
      .sort();
    assert.deepEqual(written, checks.map(({ code }) => code.toLowerCase()).sort());
  });
  it('has no cases for unknown codes', () => {
    const codes = new Set(checks.map(({ code }) => code));
    assert.deepEqual(
      codesOfCases().filter((code) => !codes.has(code)),
      [],
    );
  });
  for (const check of checks)
    it(`${check.code} says what it is, what it means and what to do, in both languages`, () => {
      for (const text of [check.title, check.means, check.remedy]) {
        assert.ok(text.en.length > 10 && !/[가-힣]/.test(text.en), text.en);
        assertKorean(text.ko);
      }
    });
  it('names only existing codes as causes', () => {
    const codes = new Set(checks.map(({ code }) => code));
    const unknown = checks.flatMap(({ code, consequenceOf = [] }) =>
      consequenceOf.filter((cause) => !cause.endsWith('*') && !codes.has(cause)).map((cause) => `${code} of ${cause}`),
    );
    assert.deepEqual(unknown, []);
  });
});
