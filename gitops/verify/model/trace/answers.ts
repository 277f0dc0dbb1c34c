import { settlingOf } from './settling.ts';
import { changeOf } from '../workload/rollout.ts';
import { type Moving, lastOf } from '../moving.ts';
import { gatewayServersOf } from './gateways.ts';
import { servicesOfHost } from './destinations.ts';
import { healthOf } from './health.ts';
import { virtualServicesOf } from './routes.ts';
import { workloadsOfHost } from '../workload/workloads.ts';
import { type KubernetesObject } from '../../see/objects/kubernetes-object.ts';
import type { HttpAnswer } from '../../see/question.ts';
import type { View } from '../../see/view.ts';

/** The last answer on the health path over https, at each address where one with a status came. */
export function httpsStatuses(view: View, name: string): readonly HttpAnswer[] {
  const last = healthOf(view, name).flatMap(({ answers }) => answers.slice(-1));
  return last.filter((answer): answer is HttpAnswer => 'status' in answer);
}

/** What changes behind a bad answer: Pods, or objects that lead to them. */
export function changeBehind(view: View, name: string): Moving | undefined {
  const services = servicesOfHost(view, name).flatMap((each) => view.get('Service', each.namespace, each.name) ?? []);
  const objects: readonly KubernetesObject[] = [
    ...virtualServicesOf(view, name),
    ...gatewayServersOf(view, name).map(({ gateway }) => gateway),
    ...services,
  ];
  const changes = workloadsOfHost(view, name).map(({ kind, workload }) => changeOf(view, kind, workload));
  return lastOf([...changes, settlingOf(view, objects)]);
}
