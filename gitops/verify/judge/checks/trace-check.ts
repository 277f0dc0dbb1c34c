import { holdersOf } from '../../model/sync/applications.ts';
import { levelOfWay, objectsOn, troublesOf, type Trouble } from '../../model/trace/health-trace.ts';
import { requestText, getOf } from '../../model/trace/request.ts';
import { healthUrl } from '../../model/trace/dns.ts';
import { host, keyOf } from '../../model/reference.ts';
import { check, type Check } from '../check.ts';
import type { Observation } from '../../model/finding.ts';
import type { View } from '../../see/view.ts';

type Written = Omit<Parameters<typeof check>[0], 'judge'>;

/**
 * A check that explains how the request for a host's health ends: its object and field are what decided.
 * @param explains whether an end is this trap's
 */
export function traceCheck(entry: Written, explains: (trouble: Trouble) => boolean): Check {
  return check({ ...entry, judge: (view) => explanations(view, explains) });
}

function* explanations(view: View, explains: (trouble: Trouble) => boolean): Iterable<Observation> {
  const found = new Map<string, Trouble[]>();
  for (const trouble of troublesOf(view).filter(explains)) {
    const { object, field = '' } = trouble.decision;
    const key = `${keyOf(object)} ${field}`;
    found.set(key, [...(found.get(key) ?? []), trouble]);
  }
  for (const [first, ...others] of found.values()) {
    if (!first) continue;
    const { name, branch, decision } = first;
    const { object, field, did } = decision;
    const names = [...new Set([first, ...others].map((each) => each.name))];
    const request = requestText(getOf(healthUrl(view, name)));
    const more =
      names.length > 1
        ? { en: ` (and ${names.length - 1} more)`, ko: ` 외 ${names.length - 1}개` }
        : { en: '', ko: '' };
    yield {
      object,
      level: levelOfWay(view, name, branch, 'error'),
      ...(field === undefined ? {} : { field }),
      seen: { en: `${request}${more.en}: ${did.en}`, ko: `${request}${more.ko}: ${did.ko}` },
      touches: [...names.map(host), ...objectsOn(branch), ...holdersOf(view, object)],
    };
  }
}
