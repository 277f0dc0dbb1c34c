import assert from 'node:assert/strict';
import { refuses, type PolicyRequest } from './authorization.ts';
import type { AuthorizationPolicy } from '../../see/objects/istio.ts';

const PATH = '/.well-known/acme-challenge/x';
const REQUEST: PolicyRequest = { method: 'GET', host: 'shop.example.test', path: PATH, port: 80, principal: '' };
const GATEWAY = 'cluster.local/ns/istio-system/sa/istio-ingressgateway';

function policy(spec: AuthorizationPolicy['spec']): AuthorizationPolicy {
  return { metadata: { name: 'policy', namespace: 'istio-system' }, ...(spec ? { spec } : {}) };
}

function outcome(specs: readonly AuthorizationPolicy['spec'][], request: Partial<PolicyRequest> = {}): string {
  const verdict = refuses(specs.map(policy), { ...REQUEST, ...request });
  return verdict.outcome === 'refused' ? `refused by ${verdict.by}` : verdict.outcome;
}

describe('refuses', () => {
  it('refuses nothing without policies, or by an AUDIT policy', () => {
    assert.equal(outcome([]), 'allowed');
    assert.equal(outcome([{ action: 'AUDIT', rules: [{}] }]), 'allowed');
  });
  it('refuses everything by an ALLOW without rules, and nothing by a DENY without', () => {
    assert.equal(outcome([{}]), 'refused by ALLOW');
    assert.equal(outcome([undefined]), 'refused by ALLOW');
    assert.equal(outcome([{ action: 'DENY' }]), 'allowed');
    assert.equal(outcome([{ rules: [{}] }]), 'allowed');
    assert.equal(outcome([{ action: 'DENY', rules: [{}] }]), 'refused by DENY');
  });
  it('lets a DENY go before an ALLOW', () => {
    assert.equal(outcome([{ rules: [{}] }, { action: 'DENY', rules: [{}] }]), 'refused by DENY');
  });
  it('allows what one of several ALLOW policies allows', () => {
    const other = { rules: [{ to: [{ operation: { paths: ['/other'] } }] }] };
    assert.equal(outcome([other, { rules: [{ to: [{ operation: { paths: ['/.well-known/*'] } }] }] }]), 'allowed');
    assert.equal(outcome([other]), 'refused by ALLOW');
  });
  it('treats the request as one without a token', () => {
    const from = [{ source: { notRequestPrincipals: ['*'] } }];
    assert.equal(outcome([{ action: 'DENY', rules: [{ from }] }]), 'refused by DENY');
    const exempt = [{ operation: { notPaths: ['/.well-known/acme-challenge/*'] } }];
    assert.equal(outcome([{ action: 'DENY', rules: [{ from, to: exempt }] }]), 'allowed');
    assert.equal(outcome([{ rules: [{ from: [{ source: { requestPrincipals: ['*'] } }] }] }]), 'refused by ALLOW');
    const claim = [{ key: 'request.auth.claims[groups]', values: ['admin'] }];
    assert.equal(outcome([{ rules: [{ when: claim }] }]), 'refused by ALLOW');
  });
  it('compares hosts in upper and lower case, and by prefix and suffix', () => {
    const deny = (host: string) => outcome([{ action: 'DENY', rules: [{ to: [{ operation: { hosts: [host] } }] }] }]);
    assert.equal(deny('SHOP.example.test'), 'refused by DENY');
    assert.equal(deny('*.example.test'), 'refused by DENY');
    assert.equal(deny('shop.*'), 'refused by DENY');
    assert.equal(deny('other.example.test'), 'allowed');
  });
  it('compares methods, ports and templates of paths', () => {
    const deny = (operation: Record<string, string[]>, request: Partial<PolicyRequest> = {}) =>
      outcome([{ action: 'DENY', rules: [{ to: [{ operation }] }] }], request);
    assert.equal(deny({ notMethods: ['POST'] }), 'refused by DENY');
    assert.equal(deny({ ports: ['8080'] }), 'allowed');
    assert.equal(deny({ paths: ['/.well-known/{*}/{*}'] }), 'refused by DENY');
    assert.equal(deny({ paths: ['/{*}'] }), 'allowed');
    assert.equal(deny({ paths: ['/{**}'] }), 'refused by DENY');
    const unknownPort: PolicyRequest = { method: 'GET', host: 'shop.example.test', path: PATH, principal: '' };
    assert.equal(
      refuses([policy({ action: 'DENY', rules: [{ to: [{ operation: { ports: ['80'] } }] }] })], unknownPort).outcome,
      'unknown',
    );
  });
  it('compares a path without its query, as Istio does', () => {
    const allow = (path: string) => [{ rules: [{ to: [{ operation: { paths: [path] } }] }] }];
    for (const path of ['/health', '/{*}']) assert.equal(outcome(allow(path), { path: '/health?full' }), 'allowed');
    assert.equal(outcome(allow('/health?full'), { path: '/health?full' }), 'refused by ALLOW');
  });
  it('distinguishes a known caller, none, and an unknown one', () => {
    const allow = { rules: [{ from: [{ source: { principals: [GATEWAY] } }] }] };
    assert.equal(outcome([allow], { principal: GATEWAY }), 'allowed');
    assert.equal(outcome([allow]), 'refused by ALLOW');
    const unknownCaller: PolicyRequest = { method: 'GET', host: 'shop.example.test', path: PATH, port: 80 };
    assert.equal(refuses([policy(allow)], unknownCaller).outcome, 'unknown');
    const namespace = { rules: [{ from: [{ source: { namespaces: ['istio-system'] } }] }] };
    assert.equal(outcome([namespace], { principal: GATEWAY }), 'allowed');
    assert.equal(outcome([namespace]), 'refused by ALLOW');
    const outside = [{ key: 'source.namespace', notValues: ['istio-system'] }];
    assert.equal(outcome([{ action: 'DENY', rules: [{ when: outside }] }]), 'refused by DENY');
  });
  it('is undecided where addresses, headers or a provider decide', () => {
    const blocks = { action: 'DENY', rules: [{ from: [{ source: { remoteIpBlocks: ['192.0.2.0/24'] } }] }] };
    assert.equal(outcome([blocks]), 'unknown');
    assert.equal(outcome([{ rules: [{ from: [{ source: { ipBlocks: ['192.0.2.0/24'] } }] }] }]), 'unknown');
    const agent = [{ key: 'request.headers[User-Agent]', values: ['x*'] }];
    assert.equal(outcome([{ action: 'DENY', rules: [{ when: agent }] }]), 'unknown');
    assert.equal(outcome([{ action: 'CUSTOM', rules: [{}] }]), 'unknown');
    const elsewhere = { action: 'CUSTOM', rules: [{ to: [{ operation: { hosts: ['other.example.test'] } }] }] };
    assert.equal(outcome([elsewhere]), 'allowed');
  });
  it('looks at the headers that are told, and knows that others are absent unless proxies write them', () => {
    const when = (name: string, values: readonly string[]) => ({
      ...{ action: 'DENY', rules: [{ when: [{ key: `request.headers[${name}]`, values }] }] },
    });
    const headers = { 'x-user': 'alice', 'x-role': ['a', 'b'] };
    for (const values of [['alice'], ['al*'], ['*ice'], ['*']])
      assert.equal(outcome([when('X-User', values)], { headers }), 'refused by DENY', values[0]);
    assert.equal(outcome([when('x-user', ['bob'])], { headers }), 'allowed');
    assert.equal(outcome([when('x-role', ['a,b'])], { headers }), 'refused by DENY');
    assert.equal(outcome([when('x-team', ['*'])], { headers }), 'allowed');
    assert.equal(outcome([when('x-forwarded-for', ['*'])], { headers }), 'unknown');
  });
  it('refuses what is refused whatever the unknown conditions are', () => {
    assert.equal(
      outcome([
        { action: 'CUSTOM', rules: [{}] },
        { action: 'DENY', rules: [{}] },
      ]),
      'refused by DENY',
    );
  });
});
