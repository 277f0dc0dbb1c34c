import { onItsWay } from '../../model/moving.ts';
import { holdersOf } from '../../model/sync/applications.ts';
import { answersWell, healthTrace, changeOnWay, objectsOn } from '../../model/trace/health-trace.ts';
import { requestText } from '../../model/trace/request.ts';
import { hostsOf } from '../../model/trace/hosts.ts';
import { decisionOf, type Branch, type RequestTrace, type Step } from '../../model/trace/outcome.ts';
import { host, keyOf, type Reference } from '../../model/reference.ts';
import { check, type Check, type Written } from '../check.ts';
import { inBoth } from '../in-both.ts';
import type { SaidLevel, Observation } from '../../model/finding.ts';
import type { View } from '../../see/view.ts';

/** A way that a request to a host takes. */
interface Way {
  readonly name: string;
  readonly trace: RequestTrace;
  readonly branch: Branch;
}

/** A way with what decides on it. */
interface Found extends Way {
  readonly decision: Decision & { readonly object: Reference };
}

/** With a level where it is not that of the check. */
type Decision = Step & { readonly level?: SaidLevel };

type WayCheck = Omit<Written, 'judge'> & {
  /** Whether a host is looked at, by what it answers. */
  readonly concerns: (view: View, name: string) => boolean;
  readonly trace: (view: View, name: string) => RequestTrace | readonly RequestTrace[];
  /** What decides on a way, and what is said of it; undefined where that is not this trap. */
  readonly find: (view: View, way: Way) => Decision | undefined;
};

/** A check that explains a way of the request for a host's health, or of others; several hosts with one decision are one finding. */
export function wayCheck({ concerns, trace, find, level = 'error', ...written }: WayCheck): Check {
  return check({
    ...{ ...written, level },
    *judge(view) {
      const found = new Map<string, readonly [Found, ...Found[]]>();
      for (const name of hostsOf(view).filter((each) => concerns(view, each)))
        for (const way of [trace(view, name)].flat().flatMap((each) => waysOf(name, each))) {
          const decision = find(view, way);
          if (!decision?.object) continue;
          const one = { ...way, decision: { ...decision, object: decision.object } };
          const key = `${keyOf(decision.object)} ${decision.field ?? ''}`;
          found.set(key, [...(found.get(key) ?? []), one] as const);
        }
      for (const all of found.values()) yield observe(view, all, level);
    },
  });
}

/** A check of how the request ends where it is not answered as it should be: the last step decides. */
export function endCheck(written: Omit<Written, 'judge'>, explains: (way: Found) => boolean): Check {
  return wayCheck({
    ...written,
    concerns: (view, name) => !answersWell(view, name),
    trace: healthTrace,
    find(_, way) {
      const { branch } = way;
      const decision = decisionOf(branch);
      return decision?.object &&
        isBad(branch) &&
        explains({ ...way, decision: { ...decision, object: decision.object } })
        ? decision
        : undefined;
    },
  });
}

function waysOf(name: string, trace: RequestTrace): readonly Way[] {
  return trace.branches.map((branch) => ({ name, trace, branch }));
}

function isBad({ outcome }: Branch): boolean {
  if (outcome.end === 'responded') return outcome.status > 299;
  return !['answered', 'sent out', 'no client certificate', 'unknown'].includes(outcome.end);
}

function observe(view: View, ways: readonly [Found, ...Found[]], level: SaidLevel): Observation {
  const [{ name, trace, branch, decision }] = ways;
  const names = [...new Set(ways.map((each) => each.name))];
  const others = names.length - 1;
  const more = others > 0 ? { en: ` (and ${others} more)`, ko: ` 외 ${others}개` } : '';
  const { object, field, did } = decision;
  return {
    ...{ object, field, level: decision.level ?? level, ...onItsWay(changeOnWay(view, name, branch)) },
    seen: inBoth`${requestText(trace.request)}${more}: ${did}`,
    touches: [...names.map(host), ...objectsOn(branch), ...holdersOf(view, object)],
  };
}
