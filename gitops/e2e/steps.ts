import { removal } from './bootstrap/steps/removal.ts';
import { brokenImage, brokenManifest } from './steps/broken-pushes.ts';
import { firstPush } from './steps/first-push.ts';
import { quiet } from './steps/quiet.ts';
import { renders } from './steps/renders.ts';
import { renewal } from './steps/renewal.ts';
import { disturbances, imagePush } from './steps/rollouts.ts';
import { schemas } from './steps/schemas.ts';
import { brokenTips, tipPush } from './steps/tips.ts';
import type { Step } from './world.ts';

/** In this order: each begins with the healthy chain that the one before has left. */
export const steps: readonly Step[] = [
  firstPush,
  schemas,
  renders,
  tipPush,
  brokenTips,
  imagePush,
  disturbances,
  renewal,
  brokenManifest,
  brokenImage,
  quiet,
  removal,
];
