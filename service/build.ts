import { bundleService, bundleVerify } from './bundle.ts';

/** `npm run build`: bundles the program of each image into one file that needs only Node. */
await Promise.all([bundleService('dist/main.cjs'), bundleVerify('dist/verify.cjs')]);
