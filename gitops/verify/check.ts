import type { Level, Observation } from './finding.ts';
import type { Subject } from './question.ts';
import type { Text } from './text.ts';
import type { View } from './view.ts';

/** One trap: what finds it, and its entry in the catalogue. */
export interface Check {
  /** Of the catalogue; never changes its meaning. */
  readonly code: string;
  /** The trap, in one line. */
  readonly title: Text;
  /** What it means for the user, one to three sentences. */
  readonly means: Text;
  /** What to do, one to three sentences. */
  readonly remedy: Text;
  /** Unless an observation says another. */
  readonly level: Level;
  /** Whether it may pass without anybody doing anything; if not, `--wait` ends with it. */
  readonly mayPass: boolean;
  /** Codes that explain this one where they touch the same; `C*` is a whole series. A check without is a cause of its own. */
  readonly consequenceOf?: readonly string[];
  /** Where the rule comes from: a page, an issue, or how it was measured. */
  readonly source: string;
  /** What `judge` looks at, no more and no less; what finds the way along the chain (chain/) goes without saying. */
  readonly reads: readonly Subject[];
  judge(view: View): Iterable<Observation>;
}
