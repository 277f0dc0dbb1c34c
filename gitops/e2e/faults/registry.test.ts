import assert from 'node:assert/strict';
import { checks } from '../../verify/judge/checks/index.ts';
import type { Fault } from './fault.ts';
import { LABEL, manifestsOf, namesOf, soundInstallation, type Ground } from './installation.ts';
import { identityOf } from './manifest.ts';
import { faults } from './registry.ts';
import { soundRuns } from './sound-runs.ts';

const GROUND: Ground = {
  domain: 'example.test',
  gatewayNamespace: 'istio-system',
  gatewayLabel: 'ingressgateway',
  acmeDirectory: 'https://192.0.2.1:14000/dir',
  acmeCa: '',
  image: 'service:0123456789ab',
  imageRevision: '0123456789abcdef0123456789abcdef01234567',
  publicKey: '',
};

function manifests({ name, change }: Pick<Fault, 'name' | 'change'>) {
  const names = namesOf(name, GROUND.domain);
  const sound = soundInstallation(names, GROUND);
  return { sound: manifestsOf(sound), changed: manifestsOf(change?.(sound, names, GROUND) ?? sound) };
}

describe('the faults', () => {
  it('have names of their own that can stand in a host and in a namespace', () => {
    const names = [...faults, ...soundRuns].map(({ name }) => name);
    assert.equal(new Set(names).size, names.length);
    for (const name of names) assert.match(name, /^[a-z][a-z-]{2,38}[a-z]$/);
  });
  it('expect only codes of the catalogue', () => {
    const codes = new Set(checks.map(({ code }) => code));
    const unknown = faults.flatMap(({ name, roots, shows = [] }) =>
      [...roots, ...shows].filter((code) => !codes.has(code)).map((code) => `${name}: ${code}`),
    );
    assert.deepEqual(unknown, []);
  });
  it('come last where they stop a part of the cluster', () => {
    const places = faults.map(({ stopsAPart }) => stopsAPart === true);
    assert.deepEqual(places, [...places].sort());
  });
  for (const fault of faults) {
    it(`${fault.name}: changes the sound installation, or does something else`, () => {
      const { sound, changed } = manifests(fault);
      if (!fault.act && !fault.prepare && !fault.project) assert.notDeepEqual(changed, sound);
    });
    it(`${fault.name}: labels all that it makes, and puts it into its own namespace or beside the gateway`, () => {
      const { changed } = manifests(fault);
      for (const manifest of changed) {
        const labels = manifest.metadata.labels as Readonly<Record<string, string>> | undefined;
        assert.equal(labels?.[LABEL], fault.name, identityOf(manifest));
        assert.ok([undefined, `fx-${fault.name}`, 'istio-system'].includes(manifest.metadata.namespace));
      }
      const identities = changed.map(identityOf);
      assert.equal(new Set(identities).size, identities.length);
    });
    it(`${fault.name}: is known by the label where it is removed`, () => {
      assert.equal(manifests(fault).changed[0]?.kind, 'Namespace');
    });
  }
});
