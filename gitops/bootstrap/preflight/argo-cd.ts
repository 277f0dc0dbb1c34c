import { ARGO_CD_NAMESPACE } from '../install.ts';
import type { Plan } from './plan.ts';
import { installerOf, place, versionOf, type Finding, type Sight } from './sight.ts';

/** An Argo CD that is there already, in another namespace or of another version. */
export function argoCd({ argoCd: controllers, applications }: Sight, { versions }: Plan): readonly Finding[] {
  const findings: Finding[] = [];
  for (const controller of controllers) {
    const seen = `Argo CD ${versionOf(controller)} is there: ${place(controller)}, installed ${installerOf(controller, applications)}`;
    if (controller.metadata.namespace !== ARGO_CD_NAMESPACE)
      findings.push({
        level: 'obstacle',
        seen: `${seen}. It does not look into ${ARGO_CD_NAMESPACE}, where the Applications of this repository belong, and a second one would overwrite its definitions and cluster roles`,
        next: `Take another cluster, or remove that Argo CD first. To keep it, replace ${ARGO_CD_NAMESPACE} by ${controller.metadata.namespace ?? ''} wherever \`git grep -nw ${ARGO_CD_NAMESPACE} gitops kustomize\` finds it.`,
      });
    else if (versionOf(controller) !== versions.argoCd)
      findings.push({
        level: 'notice',
        seen: `${seen}; what is tested is ${versions.argoCd}`,
        next: 'It stays as it is. Upgrade it as https://argo-cd.readthedocs.io/en/stable/operator-manual/upgrading/overview/ says.',
      });
  }
  return findings;
}
