import { timeText } from '../../model/time.ts';
import { placeText } from '../../see/manifests/place.ts';
import { PART_WORDS } from './labels.ts';
import type { Told } from './report.ts';

export type Part = keyof (typeof PART_WORDS)['en'];

/** Where a finding is and until when it is on its way, as far as it says so, in the order of a report. */
export function factsOf({ place, deployments, moving }: Told): readonly (readonly [Part, string])[] {
  return [
    ...(place === undefined ? [] : [['place', placeText(place)] as const]),
    ...(deployments === undefined ? [] : [['deployments', deployments.join(', ')] as const]),
    ...(moving === undefined ? [] : [['moving', `${timeText(Date.parse(moving.until))}: ${moving.by}`] as const]),
  ];
}
