import type { Facts } from '../../facts.ts';
import type { Kubectl } from '../../kubectl.ts';
import type { Renderer } from '../../render/renderer.ts';
import { intentions } from './environment.ts';
import { findAll } from './findings.ts';
import { look } from './look.ts';
import { readPlan } from './plan.ts';
import { isObstacle, tell, verdict } from './report.ts';

interface Preflight {
  /** What would happen, a line each. */
  readonly intentions: readonly string[];
  /** What a user should know, a line each. */
  readonly findings: readonly string[];
  readonly verdict: string;
  readonly isClear: boolean;
}

/**
 * Looks at a cluster and the facts of an environment, and writes nothing.
 * @param repository the root of the repository
 * @throws {KubectlError | RenderError}
 */
export async function preflight(
  repository: string,
  facts: Facts,
  kubectl: Kubectl,
  renderer: Renderer,
): Promise<Preflight> {
  const plan = await readPlan(repository, facts, renderer);
  const sight = await look(kubectl, plan);
  const found = findAll(sight, plan);
  return {
    ...{ intentions: intentions(sight, plan), findings: tell(found), verdict: verdict(found) },
    isClear: !found.some(isObstacle),
  };
}
