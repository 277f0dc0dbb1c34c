import { planApplications } from './plan-applications.ts';
import { planCertificates } from './plan-certificates.ts';
import { planEdges } from './plan-edges.ts';
import { planProbes } from './plan-probes.ts';
import { planRoutes } from './plan-routes.ts';
import { planWorkloads } from './plan-workloads.ts';
import { questionKey, type Question } from '../question.ts';
import { Index, createView, type View } from '../view.ts';
import type { Snapshot } from '../snapshot.ts';

const PLANS: readonly ((view: View) => Iterable<Question>)[] = [
  planApplications,
  planCertificates,
  planEdges,
  planRoutes,
  planWorkloads,
  planProbes,
];

/** The questions that follow from what is known and that the snapshot does not have yet. */
export function plan(snapshot: Snapshot): readonly Question[] {
  const index = new Index(snapshot);
  const { view } = createView(index);
  const next = new Map<string, Question>();
  for (const questions of PLANS)
    for (const question of questions(view)) {
      const key = questionKey(question);
      if (!index.answers.has(key)) next.set(key, question);
    }
  return [...next.values()];
}
