import assert from 'node:assert/strict';
import { check as made, type Check } from './check.ts';
import { judge } from './judge.ts';
import { every } from '../see/demand.ts';
import { EMPTY_SCOPE } from '../see/scope.ts';
import { Snapshot } from '../see/snapshot.ts';
import { host } from '../model/reference.ts';
import { known, TAKEN_AT } from '../test-world.ts';

const text = { en: 'x', ko: '가' };
const check = (code: string, object: string, more: Partial<Check> = {}): Check =>
  made({
    ...{ code, title: text, means: text, remedy: text, source: text },
    *judge(view) {
      view.list(every('Certificate'));
      yield { object: { kind: 'Certificate', namespace: 'a', name: object }, seen: text };
    },
    ...more,
  });
const certificate = (writtenAt: string) => ({ metadata: { namespace: 'a', name: 'shop', writtenAt }, spec: {} });
const told = (findings: ReturnType<typeof judge>) =>
  findings.map(({ code, level, object }) => `${code} ${level} ${object.name}`);

describe('judge', () => {
  it('gives the findings of all checks, worst first and in the order of the chain', () => {
    const snapshot = known({ objects: { Certificate: [] } });
    const checks = [check('A16', 'x', { level: 'warning' }), check('T2', 'y'), check('C4', 'z')];
    assert.deepEqual(told(judge(snapshot, checks)), ['C4 error z', 'T2 error y', 'A16 warning x']);
  });

  it('calls a finding under way where its object was written a moment ago', () => {
    const moment = new Date(Date.parse(TAKEN_AT) - 2_000).toISOString();
    const while_ = new Date(Date.parse(TAKEN_AT) - 4_000).toISOString();
    const levels = [moment, while_].map(
      (written) => judge(known({ objects: { Certificate: [certificate(written)] } }), [check('T2', 'shop')])[0]?.level,
    );
    assert.deepEqual(levels, ['progress', 'error']);
  });

  it('merges two observations of a check about one object, with all that they touch', () => {
    const twice = check('T2', 'shop', {
      *judge() {
        for (const name of ['a.example.test', 'b.example.test'])
          yield { object: { kind: 'Certificate', namespace: 'a', name: 'shop' }, seen: text, touches: [host(name)] };
      },
    });
    const findings = judge(known({}), [twice]);
    assert.deepEqual(
      findings.map(({ touches = [] }) => touches.map(({ name }) => name)),
      [['a.example.test', 'b.example.test']],
    );
  });

  it('goes on with the other checks where one throws, and reports that', () => {
    const broken = check('C4', 'x', {
      judge: () => {
        throw new Error('nobody thought of this');
      },
    });
    const findings = judge(known({ objects: { Certificate: [] } }), [broken, check('T2', 'y')]);
    assert.deepEqual(told(findings), ['T2 error y', 'O6 unknown C4']);
  });

  it('reports once what could not be read, with every check that needed it', () => {
    const silent: Partial<Check> = {
      judge: (view) => {
        view.list(every('Certificate'));
        return [];
      },
    };
    const findings = judge(known({ forbidden: ['Certificate'] }), [check('C4', 'x', silent), check('T2', 'x', silent)]);
    assert.deepEqual(told(findings), ['O6 unknown *']);
    assert.match(
      findings[0]?.seen.en ?? '',
      /the right to read it is missing: “certificates is forbidden”; not judged: C4, T2/,
    );
    assert.deepEqual(findings[0]?.next, ['kubectl auth can-i list certificates.cert-manager.io --all-namespaces']);
  });

  it('tells once of all kinds that could be read in single namespaces only', () => {
    const snapshot = new Snapshot(EMPTY_SCOPE, TAKEN_AT);
    for (const kind of ['Certificate', 'Gateway'] as const) {
      snapshot.add({ ask: 'list', kind }, [every(kind)], { gap: 'Forbidden', message: 'no' });
      for (const namespace of ['shop', 'edge'])
        snapshot.add({ ask: 'list', kind, namespace }, [every(kind, namespace)], { objects: [] });
    }
    const looking = (kind: 'Certificate' | 'Gateway' | 'Secret'): Partial<Check> => ({
      judge: (view) => {
        view.list(every(kind));
        return [];
      },
    });
    snapshot.add({ ask: 'list', kind: 'Secret' }, [every('Secret')], { gap: 'Forbidden', message: 'no' });
    const checks = [check('C4', 'x', looking('Certificate')), check('T2', 'x', looking('Gateway'))];
    const findings = judge(snapshot, [...checks, check('T3', 'x', looking('Secret'))]);
    assert.deepEqual(
      findings.map(({ seen }) => seen.en),
      [
        'only namespaces edge, shop could be read; what others have of certificates.cert-manager.io, gateways.networking.istio.io may change what these say: C4, T2',
        'the right to read it is missing: “no”; not judged: T3',
      ],
    );
    assert.deepEqual(findings[0]?.next, ['kubectl auth can-i list certificates.cert-manager.io --all-namespaces']);
  });
});
