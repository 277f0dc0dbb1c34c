import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { RenderedObject } from '../../render/objects.ts';

/** The label of everything that the command makes, so that all of it is found again. */
export const LABEL = 'umi-mrdebugger.test/cost';
export const REPOSITORY = 'https://git.example.test/verify-cost.git';
/** The namespace of the unrelated objects. */
export const FOREIGN_NAMESPACE = 'verify-cost-foreign';

const labels = { [LABEL]: 'true' };

const TEMPLATE = readFileSync(new URL('application.yaml', import.meta.url), 'utf8');

/** An Application with its objects, as a sync leaves them. */
export function application(index: number, argoCdNamespace: string): readonly RenderedObject[] {
  const text = TEMPLATE.replaceAll('$ARGO_CD_NAMESPACE', argoCdNamespace)
    .replaceAll('$REPOSITORY', REPOSITORY)
    .replaceAll('$NAME', `verify-cost-${index}`);
  return parse(text) as RenderedObject[];
}

/** Unrelated objects, of kinds that verify lists in all namespaces. */
export function foreign(index: number): RenderedObject {
  const metadata = { name: `foreign-${index}`, namespace: FOREIGN_NAMESPACE, labels };
  const host = `foreign-${index}.example.test`;
  return index % 2 === 0
    ? {
        ...{ apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata },
        spec: {
          ingressClassName: 'verify-cost-nobody',
          rules: [
            {
              host,
              http: {
                paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'web', port: { number: 80 } } } }],
              },
            },
          ],
        },
      }
    : {
        ...{ apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', metadata },
        spec: { hosts: [host], exportTo: ['.'], http: [{ route: [{ destination: { host: 'web' } }] }] },
      };
}
