import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Language } from '#program/language.ts';
import { getOf } from '../model/trace/request.ts';
import type { Branch, Outcome, Step } from '../model/trace/outcome.ts';
import { PLAIN } from './report/style.ts';
import { closedSchema, undescribedIn } from './report/test-schema.ts';
import { createTraceReport, TRACE_FORMATS, type TraceFormat } from './trace-report.ts';

const WEB = { kind: 'VirtualService', namespace: 'shop', name: 'web' } as const;
const step = (field: string): Step => ({ object: WEB, field, did: { en: `${field} acts`, ko: `${field} 실행` } });
const LIMIT = { ...step('spec.http[0].timeout'), time: '2s' };
const POD = { kind: 'Pod', namespace: 'shop', name: 'web-1' } as const;

const OUTCOMES: readonly Outcome[] = [
  { end: 'answered', pods: [POD, { ...POD, name: 'web-2' }], limit: LIMIT },
  { end: 'sent out', to: 'api.example.test', limit: LIMIT },
  { end: 'responded', status: 418 },
  { end: 'redirected', status: 308, location: 'https://shop.example.test/\u202e' },
  { end: 'refused', status: 403 },
  ...(['no virtual host', 'no rule'] as const).map((end): Outcome => ({ end, status: 404 })),
  ...(['no cluster', 'no endpoints', 'no TLS'] as const).map((end): Outcome => ({ end, status: 503 })),
  ...(['reset', 'not reached', 'unknown'] as const).map((end): Outcome => ({ end })),
];

function told(branches: readonly Branch[], format: TraceFormat, language: Language = 'en'): string {
  const report = createTraceReport({
    ...{
      trace: { request: getOf('https://shop.example.test/'), branches, passed: [] },
      takenAt: '2026-11-24T12:00:00Z',
    },
    ...{ language, context: undefined },
    notes: [step('spec.tcp'), { did: { en: 'nobody looked', ko: '아무도 보지 않음' } }],
    unknowns: [{ kind: 'Pod', namespace: 'shop', gap: { gap: 'Forbidden', message: 'no right' } }],
  });
  return TRACE_FORMATS[format](report, PLAIN);
}

describe('TRACE_FORMATS', () => {
  const share = 1 / OUTCOMES.length;
  const all = OUTCOMES.map((outcome, index): Branch => ({ share, outcome, steps: [step('a'), step(`b${index}`)] }));
  const schema = JSON.parse(readFileSync(new URL('trace-report.schema.json', import.meta.url), 'utf8')) as object;

  for (const language of ['en', 'ko'] as const) {
    it(`has JSON that matches its schema, with every end a request can have, in ${language}`, () => {
      const validate = closedSchema(schema);
      assert.ok(validate(JSON.parse(told(all, 'json', language))), JSON.stringify(validate.errors, undefined, 2));
    });

    it(`has a line of its own for every end, in ${language}`, () => {
      const lines = told(all, 'text', language).match(/^→ .*$/gm) ?? [];
      assert.equal(new Set(lines).size, OUTCOMES.length);
    });
  }

  it('has a schema that describes every field', () => {
    assert.deepEqual(undescribedIn(schema), []);
  });

  it('tells what ways share once, then each way with its share', () => {
    const [answered, , responded] = OUTCOMES;
    assert.ok(answered && responded);
    const text = told(
      [
        { share: 0.9, outcome: answered, steps: [step('a'), LIMIT] },
        { share: 0.1, outcome: responded, steps: [step('a'), step('b')] },
      ],
      'text',
    );
    assert.equal(
      text,
      `GET https://shop.example.test/

  VirtualService shop/web a
    a acts

  VirtualService shop/web spec.http[0].timeout
    spec.http[0].timeout acts
→ 90 %  answered by 2 Pods: shop/web-1, shop/web-2; 504 after 2s
  decided by VirtualService shop/web spec.http[0].timeout

  VirtualService shop/web b
    b acts
→ 10 %  418 from the rule itself
  decided by VirtualService shop/web b

UNKNOWN Pod shop/*: the right to read it is missing: “no right”
  next   kubectl auth can-i list pods -n shop

INFO VirtualService shop/web spec.tcp: spec.tcp acts
INFO nobody looked
`,
    );
  });

  it('prints nothing that steers a terminal', () => {
    for (const format of ['text', 'json'] as const) assert.doesNotMatch(told(all, format), /\p{Cf}/u);
  });
});
