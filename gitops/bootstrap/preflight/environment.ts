import { factProblems, factsFile } from '../../facts.ts';
import { applicationsOf, type Plan } from './plan.ts';
import type { Finding, Sight } from './sight.ts';

/** Facts that cannot be deployed. */
export function deployable(_: Sight, { facts }: Plan): readonly Finding[] {
  return factProblems(facts).map((seen) => ({
    level: 'obstacle',
    seen,
    next: 'Edit that line, then commit and push: Argo CD reads the repository, and not this folder.',
  }));
}

/** Images of zeros: kustomize/overlays/<environment>/build until the first promotion. */
export function builds(_: Sight, { facts: { environment }, objects }: Plan): readonly Finding[] {
  const rendered = JSON.stringify(objects);
  const zeros = new Set([...rendered.matchAll(/"([^"]+)@sha256:0{64}"/g)].map(([, image = '']) => image));
  if (zeros.size === 0) return [];
  return [
    {
      level: 'obstacle',
      seen: `kustomize/overlays/${environment}/build: no build was chosen yet for ${[...zeros].join(' and ')}`,
      next:
        'Run the workflow image on GitHub, or build elsewhere: ' +
        `.github/steps/build ${environment} build.json && ` +
        `npm run promote -- --environment ${environment} --metadata build.json`,
    },
  ];
}

/** The Extension ID that facts.yaml came with. */
export function extensionId(
  _: Sight,
  { facts: { environment, extensionId: id, publicKeyUrl } }: Plan,
): readonly Finding[] {
  // The simulator takes any, so only CLOVA's own key makes it matter.
  if (!id.includes('example') || publicKeyUrl === '') return [];
  return [
    {
      level: 'notice',
      seen: `${factsFile(environment)}: extensionId is still ${id}`,
      next: 'The skill refuses CLOVA’s requests until it is the one of your CLOVA console; it can follow later, by a push.',
    },
  ];
}

/** What would happen, a line each. */
export function intentions({ argoCd }: Sight, plan: Plan): readonly string[] {
  const { facts, versions, root, apps } = plan;
  const [ours] = argoCd.filter(({ metadata }) => metadata.namespace === 'argocd');
  const inWaves = applicationsOf(apps).map(({ metadata, spec }) => {
    const { chart, targetRevision = '', path } = spec.source ?? {};
    const wave = metadata.annotations?.['argocd.argoproj.io/sync-wave'] ?? '0';
    return `  wave ${wave}: ${metadata.name}: ${chart === undefined ? (path ?? '') : `chart ${chart} ${targetRevision}`}`;
  });
  return [
    ours ? 'leave the Argo CD in argocd as it is' : `install Argo CD ${versions.argoCd} into the namespace argocd`,
    'tell Argo CD how healthy an Application is (configmap/argocd-cm)',
    `apply ${applicationsOf(root)
      .map(({ metadata }) => `the root Application ${metadata.name}`)
      .join()}, which follows ${facts.repository}, branch ${facts.branch}, and brings`,
    ...inWaves,
  ];
}
