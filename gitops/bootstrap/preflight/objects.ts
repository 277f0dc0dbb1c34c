import type { RenderedObject } from '../../render/objects.ts';
import type { KubernetesObject } from '../../verify/see/objects/kubernetes-object.ts';
import type { Plan } from './plan.ts';
import { installerOf, ownerOf, place, type Finding, type IngressClass, type Sight } from './sight.ts';
import { factsFile } from '../../facts.ts';

/** The controller that istiod answers to (pilot/pkg/config/kube/ingress in Istio). */
const CONTROLLER = 'istio.io/ingress-controller';

/** An IngressClass of the fact’s name that is somebody else's, or that nobody brings. */
export function ingressClass({ ingressClasses }: Sight, plan: Plan): readonly Finding[] {
  const { environment, ingressClass: name } = plan.facts;
  const found = ingressClasses.find(({ metadata }) => metadata.name === name);
  if (!found) return brings(plan, 'IngressClass', name) ? [] : [missing(plan, 'IngressClass', name)];
  if (isOfIstio(found)) return [];
  return [
    {
      level: 'obstacle',
      seen: `${place(found)} is there, of the controller ${found.spec?.controller ?? ''}: Istio would not answer HTTP-01, which needs ${CONTROLLER}`,
      next: `Give another name as ingressClass in ${factsFile(environment)}, such as istio-http01, commit and push.`,
    },
  ];
}

function isOfIstio(object: KubernetesObject): boolean {
  return object.kind !== 'IngressClass' || (object as IngressClass).spec?.controller === CONTROLLER;
}

/** A ClusterIssuer that nobody brings. */
export function issuer({ issuers }: Sight, plan: Plan): readonly Finding[] {
  const name = plan.facts.issuer;
  if (brings(plan, 'ClusterIssuer', name) || issuers.some(({ metadata }) => metadata.name === name)) return [];
  return [missing(plan, 'ClusterIssuer', name)];
}

function brings({ objects }: Plan, kind: string, name: string): boolean {
  return Object.values(objects)
    .flat()
    .some((object) => object.kind === kind && object.metadata.name === name);
}

function missing({ facts: { environment } }: Plan, kind: string, name: string): Finding {
  return {
    level: 'obstacle',
    seen: `${kind} ${name} is not there, and gitops/apps/${environment}/kustomization.yaml does not bring it`,
    next: `Add the line \`- ../platform\` to its resources, or name another one in ${factsFile(environment)}.`,
  };
}

/** Objects that would be applied, and are somebody else's. */
export function takenObjects({ applications, there }: Sight, { objects, facts }: Plan): readonly Finding[] {
  return Object.entries(objects).flatMap(([application, ours]) =>
    ours.flatMap((object): Finding[] => {
      const found = there.find((each) => isSame(each, object));
      const owner = found && ownerOf(found, applications);
      // A class of another controller is told of already.
      if (!found || owner === application || !isOfIstio(found)) return [];
      const seen = `${place(found)} is there already, made ${installerOf(found, applications)}`;
      if (owner !== undefined)
        return [
          {
            level: 'obstacle',
            seen: `${seen}; ${application} would have to share it, which it refuses`,
            next: application.endsWith('-platform')
              ? `Take the line \`- ../platform\` out of gitops/apps/${facts.environment}/kustomization.yaml, commit and push: one environment of a cluster brings it.`
              : `Give another name in ${factsFile(facts.environment)}, or remove that Application first.`,
          },
        ];
      return [
        {
          level: 'notice',
          seen: `${seen}; ${application} takes it over, and removal removes it`,
          next: `If it is not meant for this, give another name in ${factsFile(facts.environment)}.`,
        },
      ];
    }),
  );
}

function isSame(found: RenderedObject | Sight['there'][number], object: RenderedObject): boolean {
  const groupOf = (apiVersion = '') => apiVersion.split('/').at(-2) ?? '';
  return (
    found.kind === object.kind &&
    groupOf(found.apiVersion) === groupOf(object.apiVersion) &&
    found.metadata.name === object.metadata.name &&
    (found.metadata.namespace ?? '') === (object.metadata.namespace ?? '')
  );
}

/** Namespaces that are on their way out: nothing can be created in them. */
export function leftOvers({ namespaces }: Sight, { facts }: Plan): readonly Finding[] {
  const needed = ['argocd', 'cert-manager', facts.gatewayNamespace, facts.name];
  return namespaces
    .filter(({ metadata }) => metadata.deletionTimestamp !== undefined && needed.includes(metadata.name))
    .map((namespace) => ({
      level: 'obstacle',
      seen: `${place(namespace)} is being deleted since ${namespace.metadata.deletionTimestamp ?? ''}`,
      next: `Wait for its end: \`kubectl wait --for=delete namespace/${namespace.metadata.name}\`. If it does not come, its conditions say what holds it.`,
    }));
}
