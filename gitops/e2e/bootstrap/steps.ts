import type { Step } from '../world.ts';
import { beside } from './steps/beside.ts';
import { brokenValues } from './steps/broken-values.ts';
import { firstDeployment } from './steps/first-deployment.ts';
import { raisedChart } from './steps/raised-chart.ts';
import { removal } from './steps/removal.ts';
import { secondBootstrap } from './steps/second-bootstrap.ts';

/** In this order: each begins with what the one before has left. */
export const steps: readonly Step[] = [firstDeployment, secondBootstrap, raisedChart, brokenValues, removal, beside];
